import { identifierOf } from '../names.ts'

/** Of whom or of what a variable of the site speaks; other bare names are those of the circuit. */
const site =
  /^(?:administration|agglo|city|collectivite|commune|eservices|global|idp|imio|mairie|metropole|passerelle|site|territoire|town|ville)_[a-z0-9_]{1,50}$/

/** The option that stands for a variable which Publik sets once for a whole site; undefined for any other name. */
export const siteOption = (name: string): string | undefined =>
  site.test(name) ? identifierOf(`site_${name.replace(/^site_/, '')}`) : undefined
