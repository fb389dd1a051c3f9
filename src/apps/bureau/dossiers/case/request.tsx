import { ButtonLink, DescriptionList, FileRow } from '#platform/html'
import { formats } from '#platform/i18n'
import { taskTexts } from '../../../tasks/index.ts'
import { caseTexts } from './texts.ts'
import type { AnswerView, CasePageProps } from './view.ts'

const answer = ({ text, files, drawn }: AnswerView) =>
  files.length > 0 ? files.map((file) => FileRow(file)) : (drawn ?? text)

/** Where an answer comes from, when she did not type it. */
function provenanceOf({ fromStateOn, isFromAccount }: AnswerView, locale: CasePageProps['locale']): string | undefined {
  const texts = caseTexts(locale)
  if (fromStateOn !== undefined) return texts.fromState(fromStateOn)
  return isFromAccount ? texts.fromAccount : undefined
}

const corrected = (each: AnswerView) =>
  each.corrections === undefined || each.corrections.length === 0 ? (
    answer(each)
  ) : (
    <>
      {answer(each)}
      {each.corrections.map((sentence) => (
        <p class="meta">{sentence}</p>
      ))}
    </>
  )

/** Who asks, and how to reach her; an address that was erased leads nowhere. */
function Contact({ person, locale }: Pick<CasePageProps, 'person' | 'locale'>) {
  const texts = caseTexts(locale)
  return (
    <>
      {person.name}
      {person.email !== '' && (
        <>
          <br />
          <a href={`mailto:${person.email}`}>{person.email}</a>
        </>
      )}
      {person.phone !== undefined && person.phoneHref !== undefined && (
        <>
          <br />
          <a href={person.phoneHref}>{person.phone}</a>
        </>
      )}
      {person.record !== undefined && (
        <>
          <br />
          <a href={person.record.href}>{person.record.label}</a>
        </>
      )}
      {person.isEnglish && (
        <>
          <br />
          <span class="meta">{texts.writesIn}</span>
        </>
      )}
    </>
  )
}

/** What was asked: who asks, then the answers as the form asked for them. */
export function RequestColumn({ locale, person, actingFor, sections, ownFields, pdfHref }: CasePageProps) {
  const texts = caseTexts(locale)
  return (
    <>
      <DescriptionList
        items={[
          { label: texts.contact, value: Contact({ person, locale }) },
          ...(actingFor === undefined ? [] : [actingFor]),
        ]}
      />
      {sections.map((section) => (
        <>
          <h3>{section.title}</h3>
          {section.groups.map((group) => (
            <>
              {group.title !== undefined && <h4>{group.title}</h4>}
              <DescriptionList
                items={group.answers.map((each) => ({
                  label: each.label,
                  value: corrected(each),
                  provenance: provenanceOf(each, locale),
                }))}
              />
            </>
          ))}
          {section.unanswered.length > 0 && (
            <p class="meta">{texts.unanswered(formats(locale).list(section.unanswered))}</p>
          )}
        </>
      ))}
      {ownFields.length > 0 && (
        <>
          <h3>{taskTexts(locale).ownFields}</h3>
          <DescriptionList items={ownFields.map(({ label, value, by }) => ({ label, value, provenance: by }))} />
        </>
      )}
      <p class="case-pdf">
        <ButtonLink kind="quiet" size="small" icon="download" href={pdfHref}>
          {texts.pdf}
        </ButtonLink>
      </p>
    </>
  )
}
