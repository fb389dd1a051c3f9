import { getAccount, listGroupsOf } from '#identity/accounts'
import { type Context, systemContext } from '#platform/context'
import type { Person } from '../domain/who.ts'
import type { Claim } from '../schema.ts'
import type { Tools } from './tools.ts'

/** The identifier that one application alone knows a person by: two of them cannot put theirs together. */
export const pairwiseId = ({ secrets }: Pick<Tools, 'secrets'>, applicationId: string, accountId: string): string =>
  secrets.hmac('federation pairwise identifier', `${applicationId} ${accountId}`).toString('base64url')

/** The platform acting for an application that asks without the person. */
export const asFederation = (ctx: Context): Context => systemContext(ctx, 'federation')

/** What is known of a person, for one application; her groups only where it is told them. */
export async function personFor(
  tools: Tools,
  ctx: Context,
  who: {
    readonly applicationId: string
    readonly accountId: string
    readonly rules: readonly { readonly claim: Claim }[]
  },
): Promise<Person> {
  const { applicationId, accountId, rules } = who
  const acting = asFederation(ctx)
  const { email, givenName, familyName, phone } = await getAccount(acting, accountId)
  const groups = rules.some(({ claim }) => claim === 'groups') ? await listGroupsOf(acting, accountId) : []
  const id = pairwiseId(tools, applicationId, accountId)
  return { id, email, givenName, familyName, phone, groups: groups.map(({ name }) => name) }
}
