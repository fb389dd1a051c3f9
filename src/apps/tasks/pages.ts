import { type Locale, localize } from '#kernel/localized'
import { ownFieldsPage, openedPage } from '#counter/dossiers'
import type { Definition, Page } from '#counter/procedures'
import type { TaskStep, Workflow } from '#counter/workflows'

/** What a step asks, as one page of questions. */

/** How many files a step `attach` takes at once. */
const mostFiles = 10
export const attachInput = 'fichiers'

export type TaskKind = 'form' | 'attach' | 'edit' | 'correction' | 'documents'

/** What a step asks for; undefined for a reply in her own words, which is a message. */
export function kindOfTask(step: TaskStep): TaskKind | undefined {
  if (step.kind !== 'await_applicant') return step.kind
  return step.asks === undefined || step.asks === 'reply' ? undefined : step.asks
}

export const titleOfTask = (step: TaskStep): Page['title'] =>
  step.kind === 'await_applicant' ? step.invitation : step.label

/** The questions of a step. */
export function pageOfTask(step: TaskStep, workflow: Workflow, { form }: Definition): Page {
  const title = titleOfTask(step)
  const page = { id: 'step', title, shortTitle: title }
  switch (step.kind) {
    case 'form':
      return ownFieldsPage(workflow, step)
    case 'edit':
      return openedPage(form, step.fields, title)
    case 'attach':
      return { ...page, fields: [{ id: attachInput, type: 'file', label: step.label, maxFiles: mostFiles }] }
    case 'await_applicant':
      if (step.asks !== 'documents') return openedPage(form, step.fields, title)
      return {
        ...page,
        fields: (step.documents ?? []).map(({ id, label, hint }) => ({
          id,
          type: 'file' as const,
          label,
          maxFiles: 1,
          ...(hint && { hint }),
        })),
      }
  }
}

/** Whose a step is, by the labels of its functions. */
export const functionNames = (step: TaskStep, { functions }: Workflow, locale: Locale): readonly string[] => {
  const by = step.kind === 'await_applicant' ? 'applicant' : step.by
  if (by === 'applicant') return []
  return functions.filter(({ id }) => by.includes(id)).map(({ label }) => localize(label, locale))
}
