import { accepted, type Outcome, refused } from '#kernel/outcome'
import { listAgents } from '#identity/accounts'
import type { Context } from '#platform/context'
import { mayHandle, mayReadAt, reaches, workReachOf } from '../policy.ts'
import { act, type Acted, type ActInput, type ActRefusal } from './progress.ts'

export interface EntrustInput extends ActInput {
  /** A colleague who works in the request's service. */
  readonly accountId: string
}

type EntrustRefusal = 'closed' | 'unknown_agent' | 'not_in_service' | 'already_hers'

/** Gives it to a colleague, who holds it from then on: somebody of its service, whoever holds it now. */
export async function entrustDossier(
  ctx: Context,
  input: EntrustInput,
): Promise<Outcome<Acted, ActRefusal<EntrustRefusal>>> {
  const colleague = (await listAgents(ctx, input.collectivityId)).find(({ accountId }) => accountId === input.accountId)
  return act<EntrustRefusal>(ctx, input, {
    mayAct: (dossier) => mayHandle(ctx.actor, dossier),
    mayActAt: (dossier, workflow) => mayReadAt(ctx.actor, dossier, workflow),
    decide: async ({ dossier }) => {
      if (dossier.closedAt) return refused('closed')
      if (!colleague) return refused('unknown_agent')
      const { accountId, roles, givenName, familyName } = colleague
      if (dossier.holderAccountId === accountId) return refused('already_hers')
      const name = `${givenName} ${familyName}`
      const holder = { kind: 'agent', accountId, name, collectivityId: input.collectivityId, roles } as const
      if (!reaches(workReachOf(holder, input.collectivityId), dossier.serviceId)) return refused('not_in_service')
      return accepted({
        state: { holderAccountId: accountId, holderName: name },
        events: [{ kind: 'dossier.entrusted', payload: { fromAccountId: dossier.holderAccountId, accountId, name } }],
      })
    },
  })
}
