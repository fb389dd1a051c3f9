export { agentAt, agentWho, type AgentVisitor } from './agent.ts'
export {
  browserCookie,
  clearCookie,
  type CookieName,
  cookieOptions,
  deviceCookie,
  languageCookie,
  pendingCookie,
  sessionCookie,
  setCookie,
} from './cookies.ts'
export { strengthenPath } from './factors.ts'
export { chooseLocale } from './locale.ts'
export { atLevel, beforeGivingAway, recentlyProved } from './proof.ts'
export {
  atSite,
  type Member,
  operator,
  signedIn,
  siteInView,
  type SiteInView,
  type SiteVisitor,
  visitor,
  type Visitor,
} from './visitor.ts'
