export { agentAt, type AgentVisitor } from './agent.ts'
export {
  clearCookie,
  type CookieName,
  cookieOptions,
  deviceCookie,
  languageCookie,
  sessionCookie,
  setCookie,
} from './cookies.ts'
export { chooseLocale } from './locale.ts'
export {
  atSite,
  type Member,
  operator,
  provedLately,
  signedIn,
  siteInView,
  type SiteInView,
  type SiteVisitor,
  visitor,
  type Visitor,
} from './visitor.ts'
