import { ButtonLink, DescriptionList, FileRow } from '#platform/html'
import { caseTexts } from './texts.ts'
import type { AnswerView, CasePageProps } from './view.ts'

function answer({ text, files }: AnswerView, noAnswer: string) {
  if (files.length > 0) return files.map((file) => FileRow(file))
  return text === '' ? <span class="meta">{noAnswer}</span> : text
}

/** What was asked: who asks, then the answers as the form asked for them. */
export function RequestColumn({ locale, person, sections, pdfHref }: CasePageProps) {
  const texts = caseTexts(locale)
  const contact = (
    <>
      {person.name}
      <br />
      <a href={`mailto:${person.email}`}>{person.email}</a>
      {person.phone !== undefined && person.phoneHref !== undefined && (
        <>
          <br />
          <a href={person.phoneHref}>{person.phone}</a>
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
  return (
    <>
      <DescriptionList items={[{ label: texts.contact, value: contact }]} />
      {sections.map((section) => (
        <>
          <h3>{section.title}</h3>
          {section.groups.map((group) => (
            <>
              {group.title !== undefined && <h4>{group.title}</h4>}
              <DescriptionList
                items={group.answers.map((each) => ({
                  label: each.label,
                  value: answer(each, texts.noAnswer),
                  provenance: each.isFromAccount ? texts.fromAccount : undefined,
                }))}
              />
            </>
          ))}
        </>
      ))}
      <p class="case-pdf">
        <ButtonLink kind="quiet" size="small" icon="download" href={pdfHref}>
          {texts.pdf}
        </ButtonLink>
      </p>
    </>
  )
}
