import { offerOf, partnerName } from '#counter/dossiers'
import { AppError } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { systemContext } from '#platform/context'
import type { CaseGiven } from '../contract.ts'
import { fetchFiles } from './fetching.ts'
import { answersText, type Heard } from './heard.ts'
import type { HandoverTools } from './tools.ts'

export interface Filed {
  readonly dossierId: string
  readonly number: string
  /** Answers that the form here does not ask, in words. */
  readonly besides: string
}

/**
 * Files what a partner gave under the procedure that takes it here, without its address: the person is told by who has her request, and
 * by nobody else. Again, it gives the same request.
 */
export async function fileOffered(
  tools: HandoverTools,
  { handover, partner }: Heard,
  { given, ours }: { readonly given: CaseGiven; readonly ours: string },
): Promise<Outcome<Filed, string>> {
  const { collectivityId } = handover
  const form = await tools.db.readCollectivity(collectivityId, async (tx) => {
    const offer = await offerOf(tx, collectivityId, ours)
    return offer && { ...offer.revision.definition, offerId: offer.id }
  })
  if (!form) return refused('Cette démarche n’est plus proposée ici.')
  const files = await fetchFiles(tools, partner, given.files)
  const known = new Map(form.form.pages.flatMap((page) => page.fields.map((field) => [field.id, field.type] as const)))
  const asked = given.answers.filter(
    ({ id, value, files: attached }) =>
      known.has(id) &&
      id !== form.applicant.email &&
      value !== null &&
      (attached ?? []).length === 0 &&
      known.get(id) !== 'file',
  )
  const rest = given.answers.filter((each) => !asked.includes(each) && each.text !== '')
  const file = (answers: typeof asked) =>
    tools.fileFor(systemContext(tools, partnerName), {
      collectivityId,
      of: { offerId: form.offerId },
      filled: { answers: Object.fromEntries(answers.map(({ id, value }) => [id, value])) },
      files: files.map((each) => ({ ...each, fieldId: null })),
      channel: 'partner',
      person: { name: given.applicant.name },
      takesIncomplete: true,
      locale: given.locale,
      idempotencyKey: `handover:${handover.id}`,
    })
  const { filed, kept } = await fileWhatPasses(file, asked)
  if (filed.ok) {
    const lost = asked.filter((each) => !kept.includes(each))
    return accepted({
      dossierId: filed.value.dossierId,
      number: filed.value.number,
      besides: answersText([...rest, ...lost]),
    })
  }
  if (filed.refusal.reason === 'no_offer') return refused('Cette démarche n’est plus proposée ici.')
  throw new AppError('unavailable', 'handover.not_filed', { detail: filed.refusal.reason })
}

type Filing = Awaited<ReturnType<HandoverTools['fileFor']>>

/** What the form here does not take as it is goes with the rest, in words: a request is never lost for an answer. */
async function fileWhatPasses(
  file: (answers: CaseGiven['answers']) => Promise<Filing>,
  asked: CaseGiven['answers'],
): Promise<{ readonly filed: Filing; readonly kept: CaseGiven['answers'] }> {
  const filed = await file(asked)
  if (filed.ok) return { filed, kept: asked }
  const { refusal } = filed
  if (refusal.reason === 'wrong_types') {
    return fileWhatPasses(
      file,
      asked.filter(({ id }) => !refusal.fields.includes(id)),
    )
  }
  return refusal.reason === 'incomplete' && asked.length > 0 ? fileWhatPasses(file, []) : { filed, kept: asked }
}
