import { AppError } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { readDossierNumber } from '../domain/number.ts'
import type { JournalActor } from '../events.ts'
import { mayHandle } from '../policy.ts'
import type { Dossier } from '../schema.ts'
import { type AnsweredDossier, findAnswered, findAnsweredById } from '../store/answered.ts'
import type { WriteInput } from './agent.ts'
import { receiveFromApplicant } from './applicant.ts'
import { act, type Acted, type ActRefusal, readableBody, write } from './progress.ts'

/** What reaches a request from outside of its pages: by mail, by text message. */

/** The request of a number, as who receives an answer needs it; undefined for one that is not here, or out of sight. */
export async function findAnsweredDossier(
  tx: Tx,
  collectivityId: string,
  number: string,
): Promise<AnsweredDossier | undefined> {
  const read = readDossierNumber(number)
  return read === undefined ? undefined : findAnswered(tx, collectivityId, read)
}

/** The same by its id. */
export const getAnsweredDossier = (tx: Tx, collectivityId: string, id: string): Promise<AnsweredDossier | undefined> =>
  findAnsweredById(tx, collectivityId, id)

export interface ReceiveInput extends WriteInput {
  readonly by: 'mail' | 'sms' | 'letter' | 'hubee'
  /** Who wrote it, as its message is signed. Undefined: the person who asked, and her request goes on if it waited for her. */
  readonly author?: string | undefined
}

/**
 * What somebody answered by mail or by text message: kept as a message of the request. From the person who asked, it is
 * as if she had written on its page. From somebody else, an agent puts it there, and it moves nothing.
 * @throws AppError `forbidden dossiers.not_allowed`; `not_found dossiers.no_dossier`.
 */
export const receiveMessage = (
  ctx: Context,
  input: ReceiveInput,
): Promise<Outcome<Acted, ActRefusal<'empty' | 'closed'>>> => {
  const { actor } = ctx
  if (actor.kind !== 'system' && actor.kind !== 'agent') throw new AppError('forbidden', 'dossiers.not_allowed')
  const mayAct = (dossier: Dossier) => actor.kind === 'system' || mayHandle(actor, dossier)
  const person = (dossier: Dossier) => authorOf(dossier, input.author)
  if (input.author === undefined) {
    const signedBy = actor.kind === 'system' ? { signedBy: person } : {}
    return receiveFromApplicant(ctx, input, { mayAct, by: input.by, author: person, ...signedBy })
  }
  return act(ctx, input, {
    mayAct,
    decide: async (acting) => {
      const files = input.files ?? []
      const body = readableBody(input.body) ?? (files.length > 0 ? '' : undefined)
      if (body === undefined) return refused('empty')
      const writing = write({ ...acting, actor: person(acting.dossier) }, 'from_applicant', body, files)
      return accepted({
        events: [{ kind: 'message.received', payload: { ...writing.payload, by: input.by } }],
        writings: [writing],
      })
    },
  })
}

/** Who wrote it, for the message and its line. */
const authorOf = ({ accountId, applicantName }: Dossier, author: string | undefined): JournalActor => ({
  kind: 'applicant',
  accountId: author === undefined ? accountId : null,
  name: author ?? applicantName,
})

/**
 * A line that only agents read, written by the platform: an absence, a mail that could not be delivered.
 * @throws AppError `forbidden dossiers.not_allowed`; `not_found dossiers.no_dossier`.
 */
export const recordNote = (ctx: Context, input: WriteInput): Promise<Outcome<Acted, ActRefusal<'empty'>>> => {
  if (ctx.actor.kind !== 'system') throw new AppError('forbidden', 'dossiers.not_allowed')
  return act(ctx, input, {
    mayAct: () => true,
    decide: async (acting) => {
      const body = readableBody(input.body)
      if (body === undefined) return refused('empty')
      const writing = write(acting, 'note', body, input.files)
      return accepted({ events: [{ kind: 'note.added', payload: writing.payload }], writings: [writing] })
    },
  })
}
