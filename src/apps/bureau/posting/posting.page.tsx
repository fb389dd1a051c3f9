import type { VNode } from 'preact'
import type { LetterRow } from '#counter/dossiers'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Button,
  type Column,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  Notice,
  PageHead,
  StateChip,
  Tabs,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { postingTexts } from './texts.ts'

type Texts = ReturnType<typeof postingTexts>

interface PostingPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/courriers` */
  readonly base: string
  /** `/bureau/corbas/demandes` */
  readonly requests: string
  /** Those that were posted lately, in place of those to post. */
  readonly isPosted: boolean
  readonly letters: readonly LetterRow[]
  readonly isMore: boolean
  readonly done: string | undefined
  /** The form was sent without any letter ticked. */
  readonly isNothingPicked: boolean
}

const listId = 'lettres'

/** The letters that circuits made: those that wait for the post, or those that left lately. */
export function PostingPage(props: PostingPageProps): VNode {
  const { locale, base, isPosted, letters, done, isNothingPicked } = props
  const t = postingTexts(locale)
  return (
    <>
      {done !== undefined && Toast({ children: done })}
      {isNothingPicked && ErrorSummary({ title: t.errors, errors: [{ fieldId: listId, message: t.nothing_picked }] })}
      {PageHead({ title: t.title, lead: t.lead })}
      {Tabs({
        label: t.views,
        tabs: [
          { href: base, label: t.to_post, isCurrent: !isPosted },
          { href: `${base}?vue=postees`, label: t.posted, isCurrent: isPosted },
        ],
      })}
      {letters.length === 0 ? Nothing(t, isPosted) : Letters(props, t)}
    </>
  )
}

const Nothing = (t: Texts, isPosted: boolean): VNode => (
  <div class="list" id={listId}>
    {EmptyState({
      icon: 'mail',
      level: 2,
      title: isPosted ? t.none_posted : t.none,
      children: <p>{isPosted ? t.none_posted_body : t.none_body}</p>,
    })}
  </div>
)

function Letters(props: PostingPageProps, t: Texts): VNode {
  const { base, isPosted, letters, isMore } = props
  return (
    <>
      {Form({
        action: isPosted ? `${base}/remettre` : base,
        id: listId,
        class: 'list',
        label: isPosted ? t.posted : t.to_post,
        children: (
          <>
            {!isPosted && letters.map(({ id }) => <input type="hidden" name="affichee" value={id} />)}
            {DataTable<LetterRow>({
              caption: isPosted ? t.caption_posted : t.caption_to_post,
              rows: letters,
              pick: {
                name: 'lettre',
                title: t.pick,
                value: ({ id }) => id,
                label: ({ recipient, subject }) => t.pick_one(recipient || t.nobody, subject),
              },
              columns: columnsOf(props, t),
            })}
          </>
        ),
      })}
      <div class="stack">
        <span />
        {isMore && !isPosted && Notice({ children: t.more })}
        {Actions({ children: isPosted ? takeBack(t) : marks(t) })}
      </div>
    </>
  )
}

const takeBack = (t: Texts): VNode => (
  <Button kind="quiet" form={listId}>
    {t.take_back}
  </Button>
)

const marks = (t: Texts): VNode => (
  <>
    <Button icon="check" form={listId}>
      {t.mark}
    </Button>
    <Button kind="quiet" form={listId} name="geste" value="toutes">
      {t.mark_all}
    </Button>
  </>
)

function columnsOf({ locale, requests, isPosted }: PostingPageProps, t: Texts): readonly Column<LetterRow>[] {
  const format = formats(locale)
  return [
    {
      title: t.recipient,
      isHeading: true,
      onCard: 'title',
      cell: ({ recipient, hasAddress }) => (
        <>
          {recipient || t.nobody}
          {!hasAddress && <> {StateChip({ tone: 'warn', icon: 'pen-line', label: t.no_address })}</>}
        </>
      ),
    },
    {
      title: t.letter,
      onCard: 'bottom',
      cell: ({ dossierId, attachmentId, subject }) => (
        <a href={`${requests}/${dossierId}/fichiers/${attachmentId}`}>{subject}</a>
      ),
    },
    {
      title: t.request,
      onCard: 'top',
      cell: ({ dossierId, number }) => <a href={`${requests}/${dossierId}`}>{number}</a>,
    },
    {
      title: isPosted ? t.posted_on : t.since,
      cell: ({ madeAt, postedAt }) => format.date(postedAt ?? madeAt),
    },
  ]
}
