import { randomBytes } from 'node:crypto'
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
  VerifiedAuthenticationResponse,
  VerifiedRegistrationResponse,
} from '@simplewebauthn/server'
import { newId, newSecret } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { isSameSecret, type Secrets, sha256 } from '#platform/crypto'
import { factorLife, keyName, mostPasskeys } from '../domain/factors.ts'
import { deviceText, sessionEnd } from '../domain/sessions.ts'
import type { Method, Passkey, PasskeyRefusal, PasskeySite, SignedIn } from '../schema.ts'
import { findById, withoutHash } from '../store/accounts.ts'
import {
  type ChallengePurpose,
  deletePasskey,
  findPasskey,
  insertChallenge,
  insertPasskey,
  listPasskeys,
  notePasskeyUse,
  renamePasskey,
  type StoredPasskey,
  takeChallenge,
} from '../store/passkeys.ts'
import { insertSessionBy } from '../store/sessions.ts'
import { attemptOn, countAttempts, uncount } from './attempts.ts'
import { tellChange } from './factor-events.ts'
import { challengeIn, readAssertion, readCreation } from './passkey-answers.ts'
import { giveFirstCodes } from './recovery.ts'
import { allowFactors } from './totp.ts'

/** A large library, loaded by the first passkey: a process that sees none does not hold it. */
const webauthn = () => import('@simplewebauthn/server')

const timeout = factorLife.challenge
const passkeyRefused = refused({ reason: 'passkey_refused' })

/** Names the account to its passkeys, and tells nothing of it to who reads them (WebAuthn 3, section 14.6.1). */
const userHandle = (secrets: Secrets, accountId: string): Buffer => secrets.hmac('accounts.user_handle', accountId)

const draw = () => {
  const bytes = new Uint8Array(randomBytes(32))
  return { bytes, hash: sha256(Buffer.from(bytes).toString('base64url')) }
}

const untilLate = (now: Date): Date => new Date(now.getTime() + factorLife.challenge)

/**
 * What a browser needs to make a passkey: found without a name (discoverable), unlocked by its owner, and not on a device
 * that has one already. The platform does not ask which make it is (no attestation).
 */
export const askNewPasskey =
  (secrets: Secrets) =>
  async (
    ctx: Context,
    input: { accountId: string; site: PasskeySite; siteName: string },
  ): Promise<PublicKeyCredentialCreationOptionsJSON> => {
    const { accountId, site, siteName } = input
    allowFactors(ctx, accountId)
    const { bytes, hash } = draw()
    const [account, known] = await ctx.db.withTerritory(async (tx) => {
      await insertChallenge(tx, { hash, purpose: 'enrol', accountId }, untilLate(ctx.clock.now()))
      return Promise.all([findById(tx, accountId), listPasskeys(tx, accountId)])
    })
    const { generateRegistrationOptions } = await webauthn()
    return generateRegistrationOptions({
      rpName: siteName,
      rpID: site.rpId,
      userName: account?.email ?? '',
      userDisplayName: account ? `${account.givenName} ${account.familyName}` : '',
      userID: new Uint8Array(userHandle(secrets, accountId)),
      challenge: bytes,
      timeout,
      attestationType: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: known.map((key) => ({ id: key.credentialId, transports: [...key.transports] })),
    })
  }

/** Keeps the passkey that a browser made. The first second factor comes with recovery codes. */
export const addPasskey =
  (secrets: Secrets) =>
  async (
    ctx: Context,
    input: { accountId: string; site: PasskeySite; answer: string; name: string; suggestedName: string },
  ): Promise<
    Outcome<{ hasNewCodes: boolean; kind: Passkey['kind'] }, PasskeyRefusal | { reason: 'too_many_passkeys' }>
  > => {
    const { accountId, site } = input
    allowFactors(ctx, accountId)
    const at = ctx.clock.now()
    const response = readCreation(input.answer)
    const challenge = response && challengeIn(response)
    if (!response || challenge === undefined) return passkeyRefused
    const hash = sha256(challenge)
    const isAsked = await ctx.db.withTerritory((tx) => takeChallenge(tx, { hash, purpose: 'enrol', accountId }, at))
    const made = isAsked ? await judgeCreation(response, challenge, site) : undefined
    if (made?.verified !== true) return passkeyRefused
    const { credential, credentialDeviceType } = made.registrationInfo
    const passkey = {
      id: newId(),
      accountId,
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey),
      userHandle: userHandle(secrets, accountId),
      signCount: credential.counter,
      transports: (credential.transports ?? []).slice(0, 10).map((transport) => transport.slice(0, 20)),
      kind: credentialDeviceType === 'multiDevice' ? ('passkey' as const) : ('security_key' as const),
      name: keyName(input.name, input.suggestedName),
      createdAt: at,
    }
    return ctx.db.withTerritory(async (tx) => {
      if ((await listPasskeys(tx, accountId)).length >= mostPasskeys) return refused({ reason: 'too_many_passkeys' })
      if (!(await insertPasskey(tx, passkey))) return passkeyRefused
      await tellChange(tx, { actor: ctx.actor, at }, { accountId, kind: 'passkey_added', detail: passkey.name })
      return accepted({ hasNewCodes: await giveFirstCodes(secrets, tx, accountId, at), kind: passkey.kind })
    })
  }

/** The library throws what it refuses: each is a refusal for us. */
async function judgeCreation(
  response: RegistrationResponseJSON,
  expectedChallenge: string,
  site: PasskeySite,
): Promise<VerifiedRegistrationResponse | undefined> {
  const expected = { expectedChallenge, expectedOrigin: site.origin, expectedRPID: site.rpId }
  const { verifyRegistrationResponse } = await webauthn()
  return verifyRegistrationResponse({ response, ...expected, requireUserVerification: true }).catch(() => undefined)
}

export async function renameKey(ctx: Context, own: { accountId: string; id: string }, typed: string): Promise<boolean> {
  allowFactors(ctx, own.accountId)
  const name = keyName(typed, '')
  return name !== '' && ctx.db.withTerritory((tx) => renamePasskey(tx, own, name))
}

export async function removePasskey(ctx: Context, own: { accountId: string; id: string }): Promise<void> {
  const { accountId } = own
  allowFactors(ctx, accountId)
  const at = ctx.clock.now()
  await ctx.db.withTerritory(async (tx) => {
    const name = await deletePasskey(tx, own)
    if (name !== undefined) {
      await tellChange(tx, { actor: ctx.actor, at }, { accountId, kind: 'passkey_removed', detail: name })
    }
  })
}

/**
 * What a browser needs to answer with a passkey: any that it has for this site, or one of an account that is known already.
 */
export async function askPasskey(
  ctx: Pick<Context, 'db' | 'clock'>,
  site: PasskeySite,
  accountId?: string,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { bytes, hash } = draw()
  const purpose = accountId === undefined ? 'sign_in' : 'prove'
  const known = await ctx.db.withTerritory(async (tx) => {
    await insertChallenge(tx, { hash, purpose, accountId }, untilLate(ctx.clock.now()))
    return accountId === undefined ? [] : listPasskeys(tx, accountId)
  })
  const asked = { rpID: site.rpId, challenge: bytes, timeout, userVerification: 'required' as const }
  const allowCredentials = known.map((key) => ({ id: key.credentialId, transports: [...key.transports] }))
  const { generateAuthenticationOptions } = await webauthn()
  return generateAuthenticationOptions(accountId === undefined ? asked : { ...asked, allowCredentials })
}

interface Answer {
  readonly answer: string
  readonly site: PasskeySite
  readonly purpose: Exclude<ChallengePurpose, 'enrol'>
  /** Whose it must be, where that is known. */
  readonly accountId?: string
  readonly address: string
}

/** Judges what a passkey signed: asked here, a moment ago, once; unlocked; never from a copy that went back in time. */
export const answerPasskey =
  (secrets: Secrets) =>
  async (
    ctx: Pick<Context, 'db' | 'clock'>,
    input: Answer,
  ): Promise<Outcome<{ accountId: string; method: Method }, PasskeyRefusal>> => {
    const now = ctx.clock.now()
    const attempt = attemptOn(secrets, 'signInFromAddress', input.address)
    const wait = await ctx.db.withTerritory((tx) => countAttempts(tx, [attempt], now))
    if (wait) return refused(wait)
    const response = readAssertion(input.answer)
    const challenge = response && challengeIn(response)
    if (!response || challenge === undefined) return passkeyRefused
    const { purpose, accountId, site } = input
    const key = await ctx.db.withTerritory(async (tx) => {
      const isAsked = await takeChallenge(tx, { hash: sha256(challenge), purpose, accountId }, now)
      return isAsked ? findPasskey(tx, response.id) : undefined
    })
    if (!key || (accountId !== undefined && key.accountId !== accountId)) return passkeyRefused
    const judged = isOfItsOwner(response, key, purpose) ? await judge(response, challenge, { key, site }) : undefined
    if (judged?.verified !== true) return passkeyRefused
    const { newCounter } = judged.authenticationInfo
    const isNoted = await ctx.db.withTerritory(async (tx) => {
      await uncount(tx, [attempt], now)
      return notePasskeyUse(tx, key.id, { from: key.signCount, to: newCounter, at: now })
    })
    return isNoted ? accepted({ accountId: key.accountId, method: key.kind }) : passkeyRefused
  }

/** Who was not named before is named by the passkey itself (WebAuthn 3, section 7.2, step 6). */
function isOfItsOwner(
  { response }: AuthenticationResponseJSON,
  key: StoredPasskey,
  purpose: ChallengePurpose,
): boolean {
  if (response.userHandle === undefined) return purpose === 'prove'
  return isSameSecret(response.userHandle, key.userHandle.toString('base64url'))
}

async function judge(
  response: AuthenticationResponseJSON,
  expectedChallenge: string,
  { key, site }: { key: StoredPasskey; site: PasskeySite },
): Promise<VerifiedAuthenticationResponse | undefined> {
  const credential = {
    id: key.credentialId,
    publicKey: new Uint8Array(key.publicKey),
    counter: key.signCount,
    transports: [...key.transports],
  }
  const expected = { expectedChallenge, expectedOrigin: site.origin, expectedRPID: site.rpId }
  const { verifyAuthenticationResponse } = await webauthn()
  const judged = await verifyAuthenticationResponse({
    response,
    credential,
    ...expected,
    requireUserVerification: true,
  }).catch(() => undefined)
  // Whether it may be copied is told when it is made, and never changes (WebAuthn 3, section 6.1.3).
  const kind = judged?.authenticationInfo.credentialDeviceType === 'multiDevice' ? 'passkey' : 'security_key'
  return kind === key.kind ? judged : undefined
}

/** Signs in with a passkey alone: it is had and unlocked, which are two factors. */
export const signInByPasskey =
  (secrets: Secrets) =>
  async (
    ctx: Context,
    input: { answer: string; site: PasskeySite; address: string; device?: string | undefined },
  ): Promise<Outcome<SignedIn, PasskeyRefusal>> => {
    const answered = await answerPasskey(secrets)(ctx, { ...input, purpose: 'sign_in' })
    if (!answered.ok) return answered
    const { accountId, method } = answered.value
    const at = ctx.clock.now()
    const sessionToken = newSecret()
    const session = {
      idHash: sha256(sessionToken),
      accountId,
      device: deviceText(input.device),
      at,
      expiresAt: sessionEnd(at, at),
    }
    return ctx.db.withTerritory(async (tx): Promise<Outcome<SignedIn, PasskeyRefusal>> => {
      const account = await findById(tx, accountId)
      if (!account || !(await insertSessionBy(tx, session, [method]))) return passkeyRefused
      return accepted({ sessionToken, account: withoutHash(account) })
    })
  }
