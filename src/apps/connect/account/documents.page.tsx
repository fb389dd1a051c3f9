import type { VNode } from 'preact'
import { type DocumentKind, kinds, type WalletDocument } from '#counter/wallet'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Button,
  EmptyState,
  ErrorSummary,
  FileInput,
  FileRow,
  Form,
  Notice,
  Radios,
  SectionHead,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { Layout } from '../accounts/parts.tsx'
import { documentTexts } from './documents.texts.ts'
import { backToAccount } from './profile.page.tsx'

export type DocumentFault = 'kind' | 'file' | 'too_large' | 'forbidden' | 'infected' | 'not_markable' | 'too_many'

export interface DocumentsPageProps {
  readonly locale: Locale
  readonly documents: readonly WalletDocument[]
  readonly news: 'kept' | 'removed' | undefined
  readonly faults: readonly DocumentFault[]
  readonly kind: DocumentKind | undefined
}

/** What somebody keeps to give it again, until when, and one more. */
export function DocumentsPage(props: DocumentsPageProps): VNode {
  const { locale, news, faults } = props
  const t = documentTexts(locale)
  return Layout({
    title: t.title,
    lead: t.lead,
    back: backToAccount(locale),
    asideLabel: t.help,
    aside: (
      <>
        {Notice({ icon: 'shield-check', children: <p>{t.privacy}</p> })}
        {Notice({ icon: 'id-card', children: <p>{t.marked}</p> })}
      </>
    ),
    children: (
      <>
        {news && Toast({ children: t[news] })}
        {faults.length > 0 &&
          ErrorSummary({
            title: t.toCorrect,
            errors: faults.map((fault) => ({
              fieldId: fault === 'kind' ? 'sorte' : 'fichier',
              message: t[`error_${fault}`],
            })),
          })}
        {Mine(props)}
        {Add(props)}
      </>
    ),
  })
}

function Mine({ locale, documents }: DocumentsPageProps): VNode {
  const t = documentTexts(locale)
  const format = formats(locale)
  if (documents.length === 0) return EmptyState({ icon: 'file-text', level: 2, title: t.none, children: t.none_body })
  return (
    <section class="stack" aria-labelledby="mine-title">
      {SectionHead({ title: t.mine, id: 'mine-title' })}
      <div>
        {documents.map(({ id, name, kind, size, expiresAt }) =>
          FileRow({
            name,
            href: `/compte/documents/${id}`,
            note: `${t[`kind_${kind}`]}, ${format.fileSize(size)}. ${t.until(format.date(expiresAt))}`,
            children: Erase({ id, name, label: t.remove }),
          }),
        )}
      </div>
    </section>
  )
}

const Erase = ({ id, name, label }: { id: string; name: string; label: string }): VNode =>
  Form({
    class: 'row',
    action: `/compte/documents/${id}/effacer`,
    children: Button({
      kind: 'plain',
      size: 'small',
      icon: 'trash-2',
      children: (
        <>
          {label}
          <span class="vh"> {name}</span>
        </>
      ),
    }),
  })

function Add({ locale, faults, kind }: DocumentsPageProps): VNode {
  const t = documentTexts(locale)
  const wrong = faults.find((fault) => fault !== 'kind')
  return (
    <section class="stack" aria-labelledby="add-title">
      {SectionHead({ title: t.add, id: 'add-title' })}
      {Form({
        action: '/compte/documents',
        hasFiles: true,
        children: (
          <>
            {FileInput({
              id: 'fichier',
              name: 'fichier',
              label: t.file,
              hint: t.file_hint,
              error: wrong && t[`error_${wrong}`],
              accept: '.pdf,.jpg,.jpeg,.png',
              isRequired: true,
            })}
            {Radios({
              id: 'sorte',
              name: 'sorte',
              legend: t.kind,
              value: kind ?? '',
              error: faults.includes('kind') ? t.error_kind : undefined,
              isRequired: true,
              choices: kinds.map((each) => ({ value: each, label: t[`kind_${each}`], hint: t[`kind_${each}_hint`] })),
            })}
            {Actions({ children: Button({ children: t.action }) })}
          </>
        ),
      })}
    </section>
  )
}
