export { sweepCopies } from './jobs.ts'
export { mayAnswer } from './policy.ts'
export { channels, type Held, type Holder, identities, kinds, type Request } from './schema.ts'
export {
  type DecideRefusal,
  decideRequest,
  extendRequest,
  fileOwnRequest,
  fileRequestFor,
  identifyPerson,
  listOwnRequests,
  listRequests,
  readRequest,
  type RequestRead,
  takeCopy,
} from './service/requests.ts'
export { namedCopies, privacyJobHandlers } from './service/serve.ts'
export type { PrivacyTools } from './service/tools.ts'
