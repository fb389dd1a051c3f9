import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { PageLines } from '../accounts/page-lines.tsx'
import { ownDataTexts } from './own-data.texts.ts'

/** What a person can ask of her data: one line for each page. */
export function OwnData({ locale }: { readonly locale: Locale }): VNode {
  const t = ownDataTexts(locale)
  return PageLines({
    id: 'own-data',
    title: t.title,
    lines: [
      { href: '/compte/applications', icon: 'plug', label: t.applications, note: t.applicationsNote },
      { href: '/compte/documents', icon: 'file-text', label: t.documents, note: t.documentsNote },
      { href: '/compte/partages', icon: 'eye', label: t.shared, note: t.sharedNote },
      { href: '/compte/fiches', icon: 'user-check', label: t.records, note: t.recordsNote },
      { href: '/compte/consultations', icon: 'fingerprint', label: t.lookups, note: t.lookupsNote },
      { href: '/compte/donnees', icon: 'download', label: t.copy, note: t.copyNote },
      { href: '/compte/droits', icon: 'shield-check', label: t.rights, note: t.rightsNote },
      { href: '/compte/historique', icon: 'history', label: t.history, note: t.historyNote },
      { href: '/compte/fusion', icon: 'users', label: t.merge, note: t.mergeNote },
      { href: '/compte/fermer', icon: 'archive', label: t.close, note: t.closeNote },
    ],
  })
}
