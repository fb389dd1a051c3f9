import type { FastifyReply } from 'fastify'
import type { Acted, ChangedMeanwhile } from '#counter/dossiers'
import type { Outcome } from '#kernel/outcome'
import { caseTexts } from './texts.ts'
import type { KeptFile, Typed } from './view.ts'
import { type CaseVisit, showCase } from './visit.ts'
import { readCase } from './read.ts'

/** An act that was tried, and what its page needs if it was not done. */
export interface Tried {
  readonly outcome: Outcome<Acted, { readonly reason: string } | ChangedMeanwhile>
  /** The form it came from, with what was typed in it. */
  readonly form: string
  readonly values: Readonly<Record<string, string>>
  readonly keptFiles?: readonly KeptFile[]
  /** What is to be corrected, for the refusals that say so; undefined: the page was not up to date. */
  readonly errorsFor: (reason: string) => Typed['errors'] | undefined
  readonly done: () => FastifyReply
}

/** Answers an act: done, to be corrected, or refused because somebody else came first. */
export async function settle(visit: CaseVisit, tried: Tried): Promise<FastifyReply> {
  const { outcome, form, values, keptFiles = [] } = tried
  if (outcome.ok) return tried.done()
  const { refusal } = outcome
  if ('events' in refusal) return showChanged(visit, tried, refusal.events)
  const errors = tried.errorsFor(refusal.reason)
  if (errors === undefined) return showChanged(visit, tried, [])
  return showCase(visit, { status: 422, typed: { form, values, errors }, keptFiles })
}

/** The case as it is now, what the other did, and what was typed, ready to be sent again or kept as a note. */
async function showChanged(visit: CaseVisit, tried: Tried, events: ChangedMeanwhile['events']): Promise<FastifyReply> {
  const { form, values, keptFiles = [] } = tried
  const open = await readCase(visit.app, visit.who, visit.request.params.id)
  const text = (values['text'] ?? values['message'] ?? values['note'] ?? '').trim()
  const isEmpty = text === '' && keptFiles.length === 0
  if (isEmpty) return showCase(visit, { status: 409, conflict: { typed: 'nothing', events } }, open)
  const stands = isOffered(form, open.file.actions)
  const typed: Typed = stands
    ? { form, values, errors: [] }
    : { form: 'message', values: { kind: 'note', message: text }, errors: [] }
  const conflict = { typed: stands ? ('kept' as const) : ('kept_as_note' as const), events }
  return showCase(visit, { status: 409, typed, keptFiles, conflict }, open)
}

/** Whether the page still has the form that the act came from. */
const isOffered = (form: string, actions: readonly { readonly id: string }[]): boolean =>
  !form.startsWith('action:') || actions.some(({ id }) => `action:${id}` === form)

/** "Écrivez : Motif du refus" */
export function missingReason(visit: CaseVisit, actionId: string, label: string): Typed['errors'] {
  return [{ fieldId: `text-${actionId}`, message: caseTexts(visit.who.locale).reasonMissing(label) }]
}
