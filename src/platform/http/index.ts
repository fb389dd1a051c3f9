export { comesFromHere, leadOn, localPath, seeOther, sendPage } from './answers.ts'
export { acceptedEncoding, type Encoding } from './compression.ts'
export { addRoutes, FormBody, type Guard, type RequestOf, route, type Route, type RouteSchema } from './routes.ts'
export {
  asPartOfPage,
  letBeFramed,
  letFormsLeaveTo,
  letLocate,
  letShowFrames,
  contentPolicy,
} from './security-headers.ts'
export { closeServer, createServer, type Failure, type ServerOptions } from './server.ts'
