import { emailKey, noteActsForOthers } from '#identity/accounts'
import { askLetterFor, belongsTo, getMyOrganisation, organisationNames } from '#identity/organisations'
import { dayOf } from '#kernel/calendar'
import { newId } from '#kernel/ids'
import { localize } from '#kernel/localized'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { askDays, type TermFault, termFaults } from '../domain/terms.ts'
import { mandateText, textHash } from '../domain/wording.ts'
import { tellAbout } from '../jobs.ts'
import type { Catalogue, Mandate, Package } from '../schema.ts'
import { insertMandateEvent } from '../store/events.ts'
import { countOpenAsks, findSameAsk, insertMandateRow } from '../store/mandates.ts'
import { meOf, namesIn, packageOf, standingOf } from './tools.ts'

export interface AskInput {
  /** For whom: an organisation on her account, or a person by her e-mail address. */
  readonly principal: { readonly organisationId: string } | { readonly email: string }
  /** Who will act: herself, or an organisation that she answers for. */
  readonly holderOrganisationId: string | null
  readonly packageId: string
  readonly startsOn: string
  readonly endsOn: string
  readonly reason: string
  /** Where a director without an account may be invited; empty: none. */
  readonly directorEmail: string
  /** Have the collectivity of the seat write to the director. */
  readonly byPost: boolean
  readonly renewsId?: string | undefined
}

export type AskRefusal =
  | { readonly reason: 'terms'; readonly faults: readonly TermFault[] }
  | {
      readonly reason:
        | 'package_unknown'
        /** The organisation is not on her account. */
        | 'not_a_member'
        /** She does not answer for the organisation that would act. */
        | 'holder_not_directed'
        /** For herself, or an organisation for itself. */
        | 'same_person'
        | 'email_malformed'
        | 'already_asked'
        | 'too_many_asks'
    }

const mostOpen = 20
const days = (count: number): number => count * 86_400_000
const looksLikeEmail = (text: string): boolean => text.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(text)

/** Asks for a mandate: whoever answers for the principal is told, and nothing is allowed until she has approved. */
export const askMandate =
  (catalogue: Catalogue) =>
  async (ctx: Context, input: AskInput): Promise<Outcome<{ mandateId: string }, AskRefusal>> => {
    const of = packageOf(catalogue, input.packageId)
    if (!of) return refused({ reason: 'package_unknown' as const })
    const faults = termFaults(input, of, dayOf(ctx.clock.now()))
    if (faults.length > 0) return refused({ reason: 'terms' as const, faults })
    const invited = emailKey(input.directorEmail)
    if (invited !== '' && !looksLikeEmail(invited)) return refused({ reason: 'email_malformed' as const })
    const me = await meOf(ctx)
    const collectivityId = input.byPost ? await postedBy(ctx, input) : null
    const asked = await ctx.db.withTerritory(async (tx) => {
      const standing = await standingOf(tx, me)
      if (input.holderOrganisationId !== null && !standing.directs.has(input.holderOrganisationId))
        return refused({ reason: 'holder_not_directed' as const })
      const principal = await principalOf(tx, input, { accountId: me.id, emailKey: standing.emailKey })
      if (!principal.ok) return principal
      const row = draft(ctx, of, { ...input, ...principal.value, invited, accountId: me.id })
      const names = (await namesIn(tx, [row], (ids) => organisationNames(tx, ids))).get(row.id)
      const rights = rightLabels(catalogue, of.rights)
      const text = mandateText({
        ...row,
        principal: names?.principal ?? '',
        holder: names?.holder ?? '',
        rights,
        delegations: of.delegations,
      })
      const whole = { ...row, acceptedText: text, textHash: textHash(text) }
      if (await findSameAsk(tx, whole)) return refused({ reason: 'already_asked' as const })
      if ((await countOpenAsks(tx, me.id)) >= mostOpen) return refused({ reason: 'too_many_asks' as const })
      await insertMandateRow(tx, whole)
      if (whole.holderAccountId !== null) await noteActsForOthers(tx, whole.holderAccountId)
      const now = ctx.clock.now()
      await insertMandateEvent(tx, {
        mandateId: row.id,
        kind: 'asked',
        at: now,
        actor: ctx.actor,
        detail: { textHash: whole.textHash },
      })
      await tellAbout(tx, row.id, 'asked')
      return accepted({ mandateId: row.id })
    })
    if (asked.ok && collectivityId !== null && 'organisationId' in input.principal) {
      const letter = { collectivityId, organisationId: input.principal.organisationId, askedBy: me.id }
      await ctx.db.withCollectivity(collectivityId, (tx) => askLetterFor(tx, ctx, letter))
    }
    return asked
  }

/** Who prints the letter: the collectivity of the seat, when the register publishes an address. */
async function postedBy(ctx: Context, { principal }: AskInput): Promise<string | null> {
  if (!('organisationId' in principal)) return null
  const { organisation } = await getMyOrganisation(ctx, principal.organisationId)
  return organisation.seatAddress.length === 0 ? null : organisation.lookedAfterBy
}

type Principal = Pick<Mandate, 'principalOrganisationId' | 'principalEmailKey'>

async function principalOf(
  tx: Tx,
  { principal, holderOrganisationId }: AskInput,
  me: { readonly accountId: string; readonly emailKey: string },
): Promise<Outcome<Principal, AskRefusal>> {
  if ('organisationId' in principal) {
    const { organisationId } = principal
    if (organisationId === holderOrganisationId) return refused({ reason: 'same_person' as const })
    if (!(await belongsTo(tx, me.accountId, organisationId))) return refused({ reason: 'not_a_member' as const })
    return accepted({ principalOrganisationId: organisationId, principalEmailKey: null })
  }
  const key = emailKey(principal.email)
  if (!looksLikeEmail(key)) return refused({ reason: 'email_malformed' as const })
  if (key === me.emailKey && holderOrganisationId === null) return refused({ reason: 'same_person' as const })
  return accepted({ principalOrganisationId: null, principalEmailKey: key })
}

interface Draft extends AskInput, Principal {
  readonly invited: string
  readonly accountId: string
}

function draft(ctx: Context, of: Package, input: Draft): Mandate {
  const now = ctx.clock.now()
  return {
    id: newId(),
    principalOrganisationId: input.principalOrganisationId,
    principalAccountId: null,
    principalEmailKey: input.principalEmailKey,
    holderOrganisationId: input.holderOrganisationId,
    holderAccountId: input.holderOrganisationId === null ? input.accountId : null,
    package: of.id,
    rights: of.rights,
    startsOn: input.startsOn,
    endsOn: input.endsOn,
    reason: input.reason.trim(),
    acceptedText: '',
    textHash: '',
    state: 'asked',
    askedBy: input.accountId,
    askedAt: now,
    expiresAt: new Date(now.getTime() + days(askDays)),
    invitedEmail: input.invited === '' ? null : input.invited,
    decidedBy: null,
    decidedAt: null,
    decisionReason: null,
    decidedLinkId: null,
    assurance: 0,
    sourceId: null,
    depth: 0,
    renewsId: input.renewsId ?? null,
    remindedAt: null,
    doubtedAt: null,
  }
}

/** Rights in French, as the text of a mandate names them. */
export const rightLabels = (catalogue: Catalogue, rights: readonly string[]): string[] =>
  catalogue.rights.filter(({ id }) => rights.includes(id)).map(({ label }) => localize(label, 'fr'))
