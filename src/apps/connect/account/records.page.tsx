import type { VNode } from 'preact'
import type { OwnRecord, WaitingProposal } from '#counter/contacts'
import type { Locale } from '#kernel/localized'
import { Button, EmptyState, Form, Notice, Panel, SectionHead, Toast } from '#platform/html'
import { formats } from '#platform/i18n'
import { Layout } from '../accounts/parts.tsx'
import { backToAccount } from './profile.page.tsx'
import { recordsTexts } from './records.texts.ts'

export interface RecordsPageProps {
  readonly locale: Locale
  readonly action: string
  readonly proposals: readonly WaitingProposal[]
  readonly records: readonly OwnRecord[]
  /** Of collectivities, by id. */
  readonly names: ReadonlyMap<string, string>
  readonly done: 'yes' | 'no' | 'untied' | 'gone' | undefined
}

type Texts = ReturnType<typeof recordsTexts>

/** What collectivities hold under her name: what waits for her word, what she tied. */
export function RecordsPage(props: RecordsPageProps): VNode {
  const { locale, proposals, records, done } = props
  const t = recordsTexts(locale)
  return Layout({
    title: t.title,
    lead: t.lead,
    back: backToAccount(locale),
    asideLabel: t.help,
    aside: Notice({ icon: 'shield-check', children: <p>{t.rights}</p> }),
    children: (
      <div class="stack far">
        {done !== undefined && Toast({ children: t[`done_${done}`] })}
        {proposals.length > 0 && (
          <section class="stack">
            {SectionHead({ title: t.waiting })}
            {proposals.map((each) => Proposal(each, props, t))}
          </section>
        )}
        <section class="stack">
          {SectionHead({ title: t.tied })}
          {records.length === 0
            ? EmptyState({ icon: 'user', title: t.none, level: 3, children: t.noneNote })
            : records.map((each) => Tied(each, props, t))}
        </section>
      </div>
    ),
  })
}

const Proposal = (
  { collectivityId, id, name, byName, at }: WaitingProposal,
  { action, names, locale }: RecordsPageProps,
  t: Texts,
): VNode =>
  Panel({
    title: t.is_it_you(name, names.get(collectivityId) ?? ''),
    level: 3,
    children: (
      <div class="stack">
        <p>{t.what_yes}</p>
        <p class="meta">{t.proposed(byName, formats(locale).date(at))}</p>
        {Form({
          action,
          class: 'row',
          hidden: { collectivite: collectivityId, proposition: id },
          children: (
            <>
              <Button name="reponse" value="oui">
                {t.yes}
              </Button>
              <Button kind="secondary" name="reponse" value="non">
                {t.no}
              </Button>
            </>
          ),
        })}
      </div>
    ),
  })

const Tied = (
  { collectivityId, contactId, name, how }: OwnRecord,
  { action, names }: RecordsPageProps,
  t: Texts,
): VNode =>
  Panel({
    title: t.record(name, names.get(collectivityId) ?? ''),
    level: 3,
    children: (
      <div class="stack">
        <p class="meta">{how === 'email' ? t.by_email : t.by_code}</p>
        {Form({
          action,
          hidden: { collectivite: collectivityId, fiche: contactId },
          children: (
            <Button kind="quiet" size="small">
              {t.untie}
              <span class="vh"> {name}</span>
            </Button>
          ),
        })}
      </div>
    ),
  })
