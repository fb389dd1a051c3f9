export { keyJobHandlers, beginOnce, dropOnce, keepOnce, type Once } from './service/once.ts'
export { sweepAnswers as sweepKeptAnswers } from './jobs.ts'
export { mayKeepApiKeys } from './policy.ts'
export {
  type ApiKey,
  type KeyEvent,
  type KeyFaults,
  type KeyRefusal,
  type NewKey,
  type Scope,
  scopes,
} from './schema.ts'
export { authenticateProgram, findProgramActor, type Program } from './service/authenticate.ts'
export {
  getApiKey,
  type KeyMade,
  listApiKeys,
  makeApiKey,
  revokeApiKey,
  rotateApiKey,
  takeOverApiKey,
} from './service/keys.ts'
