import { type Locale, localize } from '#kernel/localized'
import type { AgentDossierFile } from '#counter/dossiers'
import { type Definition, getProcedure } from '#counter/procedures'
import { formats } from '#platform/i18n'
import type { App } from '../../../app.ts'
import { sectionsOf, type Writing } from '../case/sections.ts'
import type { SectionView } from '../case/view.ts'
import { changeTexts } from './change-texts.ts'

type Former = AgentDossierFile['former'][number]

/** A form that a request has left, with its questions. */
export interface FormerCase {
  readonly form: Former
  readonly definition: Definition
}

/** The questions of the forms that a request has left; most have left none, and nothing is asked. */
export const formerOf = async (
  app: App,
  collectivityId: string,
  former: readonly Former[],
): Promise<readonly FormerCase[]> =>
  former.length === 0
    ? []
    : app.db.readCollectivity(collectivityId, (tx) =>
        Promise.all(
          former.map(async (form) => ({
            form,
            definition: (await getProcedure(tx, form.procedureId, form.revisionNumber)).definition,
          })),
        ),
      )

/** The answers to the forms that it has left, as they stood: one title, then the pages. */
export function formerSections(
  former: readonly FormerCase[],
  writing: Pick<Writing, 'file' | 'communes' | 'locale' | 'address' | 'ground'>,
): SectionView[] {
  const { locale } = writing
  return former.flatMap(({ form, definition }) => {
    const file = { ...writing.file, answers: form.answers, edits: [] }
    const sections = sectionsOf({ ...writing, file, definition })
    const answers = sections.flatMap(({ groups }) => groups.flatMap((group) => group.answers))
    return [{ title: titleOf({ form, definition }, locale), unanswered: [], groups: [{ title: undefined, answers }] }]
  })
}

function titleOf({ form, definition }: FormerCase, locale: Locale): string {
  const t = changeTexts(locale)
  return `${t.formerTitle} : ${t.formerOf(localize(definition.title, locale), formats(locale).date(form.at))}`
}
