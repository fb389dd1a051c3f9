export { type Frame, type FramedContent, frameOf, type MenuPlace } from './frame.ts'
export { hueOf, initialsOf, shortName } from './people.ts'
export { framedPage } from './shell.tsx'
export { uploadScripts, uploadWords } from './upload.ts'
