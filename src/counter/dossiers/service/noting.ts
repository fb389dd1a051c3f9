import { AppError } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { act, type Acted, type ActInput, type ActRefusal, readableBody, write } from './progress.ts'

/**
 * Writes for agents, in a request, what another house of the platform learned about it. Its person does not read it.
 * @throws AppError `forbidden dossiers.not_allowed` for anybody but the platform; `not_found dossiers.no_dossier`.
 */
export function tellInCase(
  ctx: Context,
  input: ActInput & { readonly body: string },
): Promise<Outcome<Acted, ActRefusal<'empty'>>> {
  if (ctx.actor.kind !== 'system') throw new AppError('forbidden', 'dossiers.not_allowed')
  return act(ctx, input, {
    mayAct: () => true,
    decide: async (acting) => {
      const body = readableBody(input.body)
      if (body === undefined) return refused('empty')
      const writing = write(acting, 'note', body)
      return accepted({ events: [{ kind: 'note.added', payload: writing.payload }], writings: [writing] })
    },
  })
}
