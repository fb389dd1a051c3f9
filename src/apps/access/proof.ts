import { AppError } from '#kernel/errors'
import { type Acr, acrOf, isProvedWithin, listFactors, reaches } from '#identity/accounts'
import type { Guard } from '#platform/http'
import type { App } from '../app.ts'
import { type Member, signedIn } from './visitor.ts'

const minute = 60_000

/** What changes hands or ends an account asks for a proof of the last quarter of an hour. */
const givingAwayMinutes = 15

/**
 * Lets in who proved who she is within so many minutes, by whichever means; others prove it again and come back
 * (`/connexion/confirmer`). Put before what a thief of a session would do first.
 * @param base who comes in at all: anybody signed in, unless said.
 */
export function recentlyProved(app: App, minutes: number): Guard<Member>
export function recentlyProved<Who extends Member>(app: App, minutes: number, base: Guard<Who>): Guard<Who>
export function recentlyProved(app: App, minutes: number, base: Guard<Member> = signedIn(app)): Guard<Member> {
  return async (request) => {
    const who = await base(request)
    if (!isProvedWithin(who.account, minutes * minute, app.clock.now())) {
      throw new AppError('unauthenticated', 'access.prove_again')
    }
    return who
  }
}

/** Lets in whose session reached a level; others are asked for what is missing and come back (`/connexion/renforcer`). */
export function atLevel(app: App, level: Exclude<Acr, 'eidas1'>): Guard<Member>
export function atLevel<Who extends Member>(app: App, level: Exclude<Acr, 'eidas1'>, base: Guard<Who>): Guard<Who>
export function atLevel(app: App, level: Acr, base: Guard<Member> = signedIn(app)): Guard<Member> {
  return async (request) => {
    const who = await base(request)
    if (!reaches(acrOf(who.account.methods), level)) throw new AppError('unauthenticated', `access.${level}`)
    return who
  }
}

/**
 * Lets in who made the second step that her account asks for. A session opened by the password alone, before the account had
 * a second step, does not give the account away.
 */
function ownSecondStepMade(base: Guard<Member>): Guard<Member> {
  return async (request) => {
    const who = await base(request)
    if (reaches(acrOf(who.account.methods), 'eidas2')) return who
    const { totpSince, passkeys } = await listFactors(who.context, who.account.accountId)
    if (totpSince !== undefined || passkeys.length > 0) throw new AppError('unauthenticated', 'access.eidas2')
    return who
  }
}

/** Before what gives an account away: its own second step, where it has one, and a proof of the last quarter of an hour. */
export const beforeGivingAway = (app: App): Guard<Member> => ownSecondStepMade(recentlyProved(app, givingAwayMinutes))
