import { Alert, Breadcrumbs, CaseColumns, ErrorSummary, StateChip, Toast } from '#platform/html'
import { formats } from '#platform/i18n'
import { Joined, Likely } from '../tied/joined.tsx'
import { ActColumn } from './act.tsx'
import { Presence } from './presence.page.tsx'
import { Paragraphs } from './conversation.tsx'
import { RequestColumn } from './request.tsx'
import { TalkColumn } from './talk.tsx'
import { caseTexts } from './texts.ts'
import type { CasePageProps } from './view.ts'

function WayBack({ locale, neighbours }: CasePageProps) {
  const texts = caseTexts(locale)
  const { listHref, listLabel, previousHref, nextHref } = neighbours
  return (
    <Breadcrumbs
      label={texts.wayBack}
      isBack
      links={[
        { href: listHref, label: listLabel },
        ...(previousHref === undefined ? [] : [{ href: previousHref, label: texts.previous }]),
        ...(nextHref === undefined ? [] : [{ href: nextHref, label: texts.next }]),
      ]}
    />
  )
}

const mineIn = (typed: CasePageProps['typed']): string =>
  typed?.values['text'] ?? typed?.values['message'] ?? typed?.values['note'] ?? ''

function Conflict({ locale, conflict, typed }: CasePageProps) {
  if (conflict === undefined) return null
  const texts = caseTexts(locale)
  const end = {
    nothing: texts.conflictRetry,
    kept: texts.conflictKept,
    kept_as_note: texts.conflictKeptAsNote,
  }[conflict.typed]
  return (
    <Alert tone="warn" title={texts.conflictTitle} isLive id="conflict">
      <p>{texts.conflictBody}</p>
      <ul>
        {conflict.lines.map((line) => (
          <li>
            <a href={line.href}>{line.text}</a>
          </li>
        ))}
        {conflict.lines.length === 0 && <li>{texts.conflictNothing}</li>}
      </ul>
      {conflict.theirs.map(({ author, text }) => (
        <>
          <p>
            <b>{texts.conflictTheirs(author)}</b>
          </p>
          <blockquote>{Paragraphs({ text })}</blockquote>
        </>
      ))}
      {conflict.theirs.length > 0 && mineIn(typed) !== '' && (
        <>
          <p>
            <b>{texts.conflictMine}</b>
          </p>
          <blockquote>{Paragraphs({ text: mineIn(typed) })}</blockquote>
        </>
      )}
      <p>{end}</p>
    </Alert>
  )
}

function Errors({ locale, typed }: CasePageProps) {
  if (typed === undefined || typed.errors.length === 0) return null
  const texts = caseTexts(locale)
  const count = typed.errors.length
  return (
    <ErrorSummary
      title={count === 1 ? texts.errorOne : texts.errorMany(formats(locale).number(count))}
      errors={typed.errors}
      note={texts.errorNote}
    />
  )
}

/** The part that a phone shows first: where something has to be corrected, else the conversation. */
function partOf({ typed }: CasePageProps): 'talk' | 'act' {
  return typed === undefined || typed.form === 'message' ? 'talk' : 'act'
}

/** One request as the agents who settle it see it. */
export function CasePage(props: CasePageProps) {
  const texts = caseTexts(props.locale)
  return (
    <>
      {props.done !== undefined && <Toast>{props.done}</Toast>}
      {WayBack(props)}
      {Conflict(props)}
      {Errors(props)}
      {props.isJournalBroken && (
        <Alert tone="bad" title={texts.brokenTitle}>
          <p>{texts.brokenBody}</p>
        </Alert>
      )}
      <div class="stack">
        {Presence(props)}
        {Joined(props)}
        {Likely(props)}
        <span />
      </div>
      <header class="case-head">
        <h1>{props.title}</h1>
        <p class="row">
          {StateChip(props.state)}
          {props.priority && StateChip(props.priority)}
          {props.labels.map((label) => StateChip({ tone: 'calm', icon: 'tag', label }))}
          {props.subject !== undefined && <b>{props.subject}</b>}
          <span>{props.person.name}</span>
          <span class="meta">{props.meta}</span>
        </p>
      </header>
      <CaseColumns
        label={texts.parts}
        opens={partOf(props)}
        request={{ title: texts.request, children: RequestColumn(props) }}
        talk={{ title: texts.talk, children: TalkColumn(props) }}
        act={{ title: texts.act, children: ActColumn(props) }}
      />
    </>
  )
}
