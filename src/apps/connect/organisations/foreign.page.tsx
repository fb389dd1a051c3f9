import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Button, ErrorSummary, FileInput, Form, Select, TextArea, TextInput } from '#platform/html'
import { Layout, wayBack } from '../accounts/parts.tsx'
import { organisationTexts } from './texts.ts'

export const foreignFields = ['nom', 'pays', 'numero', 'adresse', 'collectivite'] as const
export type ForeignField = (typeof foreignFields)[number]

export interface ForeignPageProps {
  readonly locale: Locale
  readonly places: readonly { readonly id: string; readonly name: string }[]
  readonly typed: Readonly<Record<ForeignField, string>>
  readonly error?: { readonly fieldId: ForeignField | 'document'; readonly message: string } | undefined
}

/** A firm that no French register knows. */
export function ForeignPage({ locale, places, typed, error }: ForeignPageProps): VNode {
  const t = organisationTexts(locale)
  const field = (name: ForeignField) => ({
    id: name,
    name,
    value: typed[name],
    error: error?.fieldId === name ? error.message : undefined,
  })
  return Layout({
    title: t.foreign,
    back: wayBack('/compte/organisations', t.backToList),
    lead: t.foreignLead,
    asideLabel: t.help,
    children: (
      <>
        {error && ErrorSummary({ title: t.errorTitle, errors: [error] })}
        {Form({
          hasFiles: true,
          children: (
            <>
              {TextInput({ ...field('nom'), label: t.foreignName, isRequired: true, autoComplete: 'organization' })}
              {TextInput({
                ...field('pays'),
                label: t.foreignCountry,
                hint: t.foreignCountryHint,
                width: 'tiny',
                isExact: true,
                isRequired: true,
              })}
              {TextInput({
                ...field('numero'),
                label: t.foreignNumber,
                width: 'medium',
                isExact: true,
                isRequired: true,
              })}
              {TextArea({ ...field('adresse'), label: t.foreignAddress, rows: 3 })}
              {Select({
                ...field('collectivite'),
                label: t.foreignPlace,
                options: [{ value: '', label: '' }, ...places.map(({ id, name }) => ({ value: id, label: name }))],
                isRequired: true,
              })}
              {FileInput({
                id: 'document',
                name: 'document',
                label: t.documentField,
                hint: t.documentHint,
                accept: 'image/*,.pdf',
                error: error?.fieldId === 'document' ? error.message : undefined,
              })}
              <div>{Button({ children: t.foreignSend })}</div>
            </>
          ),
        })}
      </>
    ),
  })
}
