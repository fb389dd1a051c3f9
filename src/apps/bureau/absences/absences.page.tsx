import type { VNode } from 'preact'
import { type Absence, type AbsenceDesk, isAway } from '#counter/dispatch'
import { dayOf, momentOf } from '#kernel/calendar'
import type { Locale } from '#kernel/localized'
import { Button, ButtonLink, ErrorSummary, Form, PageHead, Panel, SectionHead, StateChip, Toast } from '#platform/html'
import { formats } from '#platform/i18n'
import type { Named } from '../dispatch/names.ts'
import { DeclareForm } from './declare.tsx'
import { absenceTexts } from './texts.ts'
import type { AbsenceFault } from './typed.ts'

export interface AbsencesPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/absences` */
  readonly base: string
  /** `/bureau/corbas/demandes` */
  readonly requests: string
  readonly accountId: string
  readonly desk: AbsenceDesk
  readonly services: readonly Named[]
  readonly procedures: readonly Named[]
  readonly done: string | undefined
  readonly faults: readonly AbsenceFault[]
  /** Why an answer was not recorded. */
  readonly refused: string | undefined
  readonly typed: (name: string) => string | undefined
}

/** Who is away and who stands in, as somebody who works there has to know. */
export function AbsencesPage(props: AbsencesPageProps): VNode {
  const { locale, desk, done, faults, refused } = props
  const t = absenceTexts(locale)
  const errors = [
    ...faults.map(({ fieldId, fault }) => ({ fieldId, message: sentenceOf(fault, locale) })),
    ...(refused === undefined ? [] : [{ fieldId: 'demandees', message: t.answer_refused(refused) }]),
  ]
  return (
    <>
      {done !== undefined && t.done(done) !== '' && Toast({ children: t.done(done) })}
      {PageHead({ title: t.title, lead: t.lead })}
      <div class="stack far">
        {errors.length > 0 && ErrorSummary({ title: t.to_correct, errors })}
        {desk.asked.length > 0 && Section(t.asked, 'demandees', desk.asked, (each) => Asked(each, props))}
        <section class="stack" aria-labelledby="siennes">
          {SectionHead({ title: t.own, id: 'siennes' })}
          {desk.own.length === 0 ? <p>{t.own_none}</p> : List(desk.own, (each) => Known(each, props))}
        </section>
        {desk.team.length > 0 && Section(t.team, 'equipe', desk.team, (each) => Known(each, props))}
        {Panel({ title: t.declare, id: 'declarer', children: DeclareForm(props, sentenceOf) })}
      </div>
    </>
  )
}

/** What is at fault, in words. */
export function sentenceOf(fault: AbsenceFault['fault'], locale: Locale): string {
  const t = absenceTexts(locale)
  return fault === 'e_day' || fault === 'e_hour' ? t[fault] : t.refusal(fault)
}

const Section = (title: string, id: string, all: readonly Absence[], each: (absence: Absence) => VNode): VNode => (
  <section class="stack" aria-labelledby={id}>
    {SectionHead({ title, id })}
    {List(all, each)}
  </section>
)

const List = (all: readonly Absence[], each: (absence: Absence) => VNode): VNode => (
  <ul class="plain stack">
    {all.map((absence) => (
      <li>{each(absence)}</li>
    ))}
  </ul>
)

/** "Du jeudi 24 décembre 2026 au vendredi 1er janvier 2027", with the hours when it is not of whole days. */
export function periodOf({ startsAt, endsAt }: Pick<Absence, 'startsAt' | 'endsAt'>, locale: Locale): string {
  const [t, format] = [absenceTexts(locale), formats(locale)]
  const last = new Date(endsAt.getTime() - 1)
  const isWhole = isMidnight(startsAt) && isMidnight(endsAt)
  if (!isWhole) return t.from_to(format.fullDateTime(startsAt), format.fullDateTime(endsAt))
  const [from, to] = [dayOf(startsAt), dayOf(last)]
  return from === to ? t.on_day(format.fullDate(from)) : t.from_to(format.fullDate(from), format.fullDate(to))
}

const isMidnight = (at: Date): boolean => momentOf(dayOf(at), 0).getTime() === at.getTime()

function State(absence: Absence, { locale, desk }: AbsencesPageProps): VNode {
  const t = absenceTexts(locale)
  if (isAway(absence, desk.now)) return StateChip({ tone: 'warn', icon: 'pause', label: t.away })
  const isOver = absence.endedAt !== null || absence.endsAt <= desk.now
  return StateChip({ tone: 'calm', icon: isOver ? 'check' : 'clock', label: isOver ? t.over : t.to_come })
}

/** An absence of somebody who counts on the reader. */
function Asked(absence: Absence, props: AbsencesPageProps): VNode {
  const { locale, base, requests, accountId, desk } = props
  const t = absenceTexts(locale)
  const mine = absence.substitutes.find((each) => each.accountId === accountId)
  const isAccepted = mine?.state === 'accepted'
  const answer = (reponse: 'oui' | 'non', children: VNode): VNode =>
    Form({ action: `${base}/repondre`, hidden: { absence: absence.id, reponse }, children })
  return Panel({
    title: t.of(absence.name, periodOf(absence, locale)),
    level: 3,
    children: (
      <div class="stack">
        <p class="row">
          {State(absence, props)} {isAccepted && t.accepted} {mine?.state === 'declined' && t.declined}
        </p>
        <div class="row actions">
          {!isAccepted && answer('oui', <Button icon="check">{t.accept}</Button>)}
          {mine?.state !== 'declined' &&
            answer(
              'non',
              <Button kind="quiet" icon="x">
                {isAccepted ? t.stop : t.decline}
              </Button>,
            )}
          {isAccepted &&
            isAway(absence, desk.now) &&
            ButtonLink({
              href: `${requests}?vue=toutes&suivi-par=${absence.accountId}`,
              kind: 'secondary',
              icon: 'inbox',
              children: t.see_list,
            })}
        </div>
      </div>
    ),
  })
}

/** One of hers, or of somebody whom she supervises. */
function Known(absence: Absence, props: AbsencesPageProps): VNode {
  const { locale, base, accountId, desk } = props
  const t = absenceTexts(locale)
  const isHers = absence.accountId === accountId
  const isOpen = absence.endedAt === null && absence.endsAt > desk.now
  const isRunning = isAway(absence, desk.now)
  const period = periodOf(absence, locale)
  return Panel({
    title: isHers ? period : t.of(absence.name, period),
    level: 3,
    children: (
      <div class="stack">
        <p class="row">
          {State(absence, props)}
          {absence.declaredBy !== absence.accountId && (
            <span class="meta">{t.declared_by(absence.declaredByName)}</span>
          )}
        </p>
        {Substitutes(absence, props)}
        <div class="row actions">
          {isOpen &&
            Form({
              action: `${base}/finir`,
              hidden: { absence: absence.id },
              children: (
                <Button kind="quiet" icon="undo-2">
                  {isRunning ? (isHers ? t.end_own : t.end_running) : t.end_coming}
                </Button>
              ),
            })}
          {absence.startsAt <= desk.now && (
            <a href={`${base}/${absence.id}`}>
              {isHers ? t.read_own_deeds : t.read_deeds}
              <span class="vh"> {period}</span>
            </a>
          )}
        </div>
      </div>
    ),
  })
}

function Substitutes({ substitutes, newCases }: Absence, { locale, services, procedures }: AbsencesPageProps): VNode {
  const t = absenceTexts(locale)
  if (substitutes.length === 0) return <p>{t.no_substitute}</p>
  const named = (all: readonly Named[], ids: readonly string[] | null) =>
    (ids ?? []).flatMap((id) => all.find((each) => each.id === id)?.name ?? [])
  return (
    <>
      <ul class="plain">
        {substitutes.map((each) => {
          const names = [...named(services, each.serviceIds), ...named(procedures, each.procedureIds)]
          const scope = names.length === 0 ? '' : t.scope_services(formats(locale).list(names))
          return <li>{t.substitute(each.name, t[`state_${each.state}`], scope)}</li>
        })}
      </ul>
      <p class="meta">{newCases === 'substitute' ? t.new_substitute : t.new_team}</p>
    </>
  )
}
