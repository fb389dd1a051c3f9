import { safe, simulatorPage } from '../openid/page.ts'
import type { Operation } from './server.ts'

const name = 'PayFiP'

const euros = (cents: string): string =>
  new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR' }).format(Number(cents) / 100)

const choices = [
  ['P', 'Payer par carte'],
  ['V', 'Payer par prélèvement'],
  ['R', 'Ma carte est refusée'],
  ['Z', 'Mon prélèvement est refusé'],
  ['A', 'Abandonner'],
  ['', 'Fermer la page sans rien dire'],
] as const

/** Where the person says what her bank would. */
export function paymentPage({ idOp, fields }: Operation): string {
  const { montant = '0', refdet = '', objet = '', numcli = '' } = fields
  const facts = [
    ['Montant', euros(montant)],
    ['Référence', refdet],
    ['Objet', objet],
    ['Numéro client', numcli],
  ]
  const list = facts.map(([label = '', value = '']) => `<dt>${safe(label)}</dt><dd>${safe(value)}</dd>`).join('')
  const buttons = choices.map(([code, label]) => `<button name="resultat" value="${code}">${safe(label)}</button>`)
  const form = `<form method="post"><input type="hidden" name="idop" value="${safe(idOp)}">${buttons.join('')}</form>`
  return simulatorPage(name, 'Payer', `<dl>${list}</dl>${form}`)
}

export const sayingPage = (sentence: string): string => simulatorPage(name, 'PayFiP', `<p>${safe(sentence)}</p>`)
