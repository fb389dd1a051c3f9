export { drawnAnswer } from './drawn.tsx'
export { askPlace, groundUnder, isFar, type MapGround, placePicture, positionsOf } from './ground.ts'
export { mapTexts } from './texts.ts'
