import type { VNode } from 'preact'
import type { Letter, LetterFault, LetterVersion } from '#counter/letters'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Button,
  ButtonLink,
  DataTable,
  DescriptionList,
  EmptyState,
  ErrorSummary,
  FileInput,
  Form,
  PageHead,
  Panel,
  StateChip,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { letterTexts } from './texts.ts'

type Texts = ReturnType<typeof letterTexts>

/** What a form of these pages says above it. */
export interface Said {
  readonly done?: string | undefined
  readonly fault?: LetterFault | undefined
  /** As it was typed. */
  readonly name?: string | undefined
}

interface ListProps extends Said {
  readonly locale: Locale
  /** `/bureau/corbas/modeles` */
  readonly base: string
  readonly letters: readonly Letter[]
}

/** The letters of a collectivity, and the form that adds one. */
export function LettersPage({ locale, base, letters, done, fault, name }: ListProps): VNode {
  const t = letterTexts(locale)
  return (
    <>
      {done !== undefined && Toast({ children: done })}
      {PageHead({ title: t.title, lead: t.lead })}
      <div class="stack far">
        {fault && Errors({ t, fault })}
        {letters.length === 0
          ? EmptyState({ icon: 'file-text', level: 2, title: t.none, children: <p>{t.none_body}</p> })
          : Table({ t, locale, base, letters })}
        {Panel({
          title: t.add,
          children: Form({
            action: base,
            hasFiles: true,
            children: (
              <>
                {TextInput({
                  id: 'nom',
                  name: 'nom',
                  label: t.name,
                  hint: t.name_hint,
                  value: name ?? '',
                  maxLength: 120,
                  error: fault && isAboutName(fault) ? sentenceOf(t, fault) : undefined,
                })}
                {FileField({ t, fault })}
                {Actions({ children: Button({ children: t.save }) })}
              </>
            ),
          }),
        })}
        {Panel({
          title: t.how,
          children: DescriptionList({
            items: [
              { label: '{number} {name}', value: t.how_word },
              { label: '{procedure} {collectivity} {deadline} {reason} {answer.x}', value: t.how_more },
              { label: `{?reason}${t.how_reason} {reason}{/reason}`, value: t.how_when },
              { label: '{#children}{child}{/children}', value: t.how_rows },
            ],
          }),
        })}
      </div>
    </>
  )
}

function Table({ t, locale, base, letters }: { t: Texts } & Pick<ListProps, 'locale' | 'base' | 'letters'>): VNode {
  return DataTable<Letter>({
    caption: t.title,
    rows: letters,
    columns: [
      {
        title: t.letter,
        isHeading: true,
        onCard: 'title',
        cell: ({ slug, name, isRetired }) => (
          <>
            <a href={`${base}/${slug}`}>{name}</a> {isRetired && StateChip({ label: t.retired, icon: 'archive' })}
          </>
        ),
      },
      { title: t.words, onCard: 'line', cell: ({ version }) => String(version.variables.length) },
      { title: t.updated, onCard: 'line', cell: ({ version }) => formats(locale).date(version.at) },
    ],
  })
}

interface LetterPageProps extends Said {
  readonly locale: Locale
  readonly base: string
  readonly letter: Letter
  readonly versions: readonly (LetterVersion & { readonly by: string | undefined })[]
}

/** One letter: what it reads, an example, a newer file, its history. */
export function LetterPage({ locale, base, letter, versions, done, fault }: LetterPageProps): VNode {
  const t = letterTexts(locale)
  const here = `${base}/${letter.slug}`
  const { variables } = letter.version
  return (
    <>
      {done !== undefined && Toast({ children: done })}
      {PageHead({ title: letter.name })}
      <div class="stack far">
        {fault && Errors({ t, fault })}
        {Panel({
          title: t.read,
          children: (
            <div class="stack">
              <p>
                {variables.length === 0
                  ? t.read_none
                  : variables.map((word) => (
                      <>
                        <code>{`{${word}}`}</code>{' '}
                      </>
                    ))}
              </p>
              <p>{t.try_hint}</p>
              <p>{ButtonLink({ href: `${here}/exemple`, kind: 'quiet', children: t.try })}</p>
            </div>
          ),
        })}
        {Panel({
          title: t.newer,
          children: Form({
            action: here,
            hasFiles: true,
            children: (
              <>
                {FileField({ t, fault })}
                <p>{t.newer_hint}</p>
                {Actions({ children: Button({ children: t.replace }) })}
              </>
            ),
          }),
        })}
        {Panel({ title: t.versions, children: Versions({ t, locale, here, versions }) })}
        {Form({
          action: `${here}/${letter.isRetired ? 'remettre' : 'retirer'}`,
          children: (
            <>
              {!letter.isRetired && <p>{t.retire_hint}</p>}
              {Actions({ children: Button({ kind: 'quiet', children: letter.isRetired ? t.restore : t.retire }) })}
            </>
          ),
        })}
        <p>
          <a href={base}>{t.back}</a>
        </p>
      </div>
    </>
  )
}

function Versions({
  t,
  locale,
  here,
  versions,
}: { t: Texts; here: string } & Pick<LetterPageProps, 'locale' | 'versions'>): VNode {
  const format = formats(locale)
  return DescriptionList({
    items: versions.map(({ number, fileName, at, by }) => ({
      label: t.version(number),
      value: (
        <>
          <a href={`${here}/fichiers/${number}`}>{fileName}</a>, {format.dateTime(at)}
          {by !== undefined && ` ${t.by(by)}`}
        </>
      ),
    })),
  })
}

const FileField = ({ t, fault }: { t: Texts; fault: LetterFault | undefined }): VNode =>
  FileInput({
    id: 'fichier',
    name: 'fichier',
    label: t.file,
    hint: t.file_hint,
    accept: '.odt,.docx',
    error: fault && !isAboutName(fault) ? sentenceOf(t, fault) : undefined,
  })

const Errors = ({ t, fault }: { t: Texts; fault: LetterFault }): VNode =>
  ErrorSummary({
    title: t.errors,
    errors: [{ fieldId: isAboutName(fault) ? 'nom' : 'fichier', message: sentenceOf(t, fault) }],
  })

const isAboutName = ({ reason }: LetterFault): boolean => reason === 'no_name' || reason === 'name_taken'

function sentenceOf(t: Texts, { reason, detail }: LetterFault): string {
  const text = t[reason]
  return typeof text === 'function' ? text(detail) : text
}
