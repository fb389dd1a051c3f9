import { Button } from '../buttons.tsx'
import { Details, Panel } from '../cards.tsx'
import { Checkbox, Checkboxes, Radios } from '../fields/choices.tsx'
import { DateInput } from '../fields/date-input.tsx'
import { FileInput } from '../fields/file-input.tsx'
import { Actions, Form } from '../fields/form.tsx'
import { MoneyInput, NumberInput, Select, TextArea, TextInput } from '../fields/text-inputs.tsx'
import { Summary } from '../lists.tsx'
import { Breadcrumbs } from '../navigation.tsx'
import { ErrorSummary, Saved } from '../notices.tsx'
import { PlaceMap, SignaturePicture } from '../pictures.tsx'
import { Stepper } from '../steps.tsx'
import { type FrameProps, GuichetFrame } from './frames.tsx'

const dateLabels = { day: 'Jour', month: 'Mois', year: 'Année' }

function Texts() {
  return (
    <>
      <TextInput
        id="address"
        name="address"
        label="Adresse du déménagement"
        hint="Le numéro et la rue."
        value="27, rue des Bruyères"
        autoComplete="street-address"
        provenance="Repris de votre compte. Vous pouvez changer."
        isRequired
      />
      <TextInput
        id="postcode"
        name="postcode"
        label="Code postal"
        error="Indiquez un code postal, par exemple 69190"
        value="6919"
        inputMode="numeric"
        autoComplete="postal-code"
        width="short"
        data={{ suggest: '/communes' }}
      />
      <TextInput id="email" name="email" type="email" label="E-mail" isExact optionalMark="(facultatif)" />
      <TextInput id="reference" name="reference" label="Référence" value="VAL-2026-04187" isReadOnly width="medium" />
      <TextArea
        id="reason"
        name="reason"
        label="Ce que nous devons savoir"
        hint="Une rue étroite, un arbre."
        rows={3}
      />
      <NumberInput id="length" name="length" label="Longueur, en mètres" unit="m" value="16" />
      <NumberInput id="places" name="places" label="Nombre de places" isWhole width="tiny" error="Indiquez un nombre" />
      <MoneyInput id="rent" name="rent" label="Loyer par mois" hint="Sans les charges." value="640,50" />
      <Select
        id="service"
        name="service"
        label="Service"
        emptyLabel="Choisissez un service"
        value="roads"
        options={[
          { value: 'roads', label: 'Voirie' },
          { group: 'Enfance', options: [{ value: 'school', label: 'École et cantine' }] },
        ]}
      />
    </>
  )
}

function Dates() {
  return (
    <>
      <DateInput
        id="first-day"
        name="first-day"
        legend="Premier jour"
        hint="Par exemple 12 12 2026. Au plus tôt le 10 décembre."
        labels={dateLabels}
        value={{ day: '12', month: '12', year: '2026' }}
      />
      <DateInput
        id="last-day"
        name="last-day"
        legend="Dernier jour"
        hint="Le même jour si le déménagement dure une journée."
        error="Indiquez une date de fin égale ou postérieure au 12 décembre 2026"
        wrong={['day']}
        labels={dateLabels}
        value={{ day: '11', month: '12', year: '2026' }}
      />
      <DateInput id="birth" name="birth" legend="Date de naissance" labels={dateLabels} isBirthday />
    </>
  )
}

function Choices() {
  return (
    <>
      <Radios
        id="vehicle"
        name="vehicle"
        legend="Quel véhicule prévoyez-vous ?"
        value="truck"
        choices={[
          { value: 'van', label: 'Une camionnette jusqu’à 20 m³', hint: 'Environ 10 mètres, deux places' },
          {
            value: 'truck',
            label: 'Un camion, avec ou sans monte-meuble',
            hint: '12 mètres ou plus',
            reveals: (
              <NumberInput id="truck-length" name="truck-length" label="Longueur à réserver, en mètres" unit="m" />
            ),
          },
          { value: 'other', label: 'Un convoi', hint: 'Pas encore en ligne', isDisabled: true },
        ]}
      />
      <Radios
        id="lift"
        name="lift"
        legend="Prévoyez-vous un monte-meuble ?"
        error="Choisissez oui ou non"
        isInline
        choices={[
          { value: 'yes', label: 'Oui' },
          { value: 'no', label: 'Non' },
        ]}
      />
      <Checkboxes
        id="notify"
        name="notify"
        legend="Comment vous prévenir ?"
        hint="Autant de réponses que vous voulez."
        values={['email']}
        choices={[
          { value: 'email', label: 'Par e-mail' },
          {
            value: 'sms',
            label: 'Par SMS',
            reveals: (
              <TextInput id="mobile" name="mobile" type="tel" label="Numéro de téléphone mobile" autoComplete="tel" />
            ),
          },
        ]}
      />
      <Checkbox
        id="consent"
        name="consent"
        label="La ville peut vérifier mon adresse auprès des impôts"
        hint="Elle ne lira rien d’autre."
        error="Cochez la case, ou joignez un justificatif"
      />
    </>
  )
}

const ground = {
  origin: [0, 0],
  view: [0, 0, 480, 336],
  shapes: [
    { name: 'Voisine', path: 'M300 20l160 60v180l-160 40z', at: [390, 160], isOwn: false },
    { name: 'Ville', path: 'M60 60l240-40v280l-200 10z', at: [180, 190], isOwn: true },
  ],
} as const
const outline = [
  [120, 90],
  [220, 80],
  [240, 180],
  [130, 200],
] as const

/** A place as a point and as an area, and a signature, among what is read again. */
function Pictures() {
  const point = PlaceMap({ label: 'Le lieu : carte de Ville', ground, shape: 'point', spots: outline.slice(0, 1) })
  const area = PlaceMap({ label: 'La zone : carte de Ville', ground, shape: 'area', spots: outline })
  const drawing = 'M40 120L80 60L110 130L150 50L200 120L260 90'
  return (
    <Summary
      title="Ce qui se voit"
      items={[
        { label: 'Le lieu', value: point },
        { label: 'La zone', value: area },
        { label: 'Signature', value: <SignaturePicture label="Signé par Claire Fontanel" drawing={drawing} /> },
      ]}
    />
  )
}

const photo = { id: 'f1', name: 'rue-des-bruyeres-27.jpg', note: '1,2 Mo', icon: 'image' } as const

function Files() {
  return (
    <>
      <FileInput
        id="photo"
        name="photo"
        label="Photo ou croquis de l’emplacement"
        optionalMark="(facultatif)"
        hint="JPG, PNG ou PDF, 10 Mo au plus. Évitez les plaques et les visages."
        accept="image/*,.pdf"
        isMultiple
        received={[{ ...photo, state: { label: 'Reçu', icon: 'check', tone: 'ok' } }]}
        receivedLabel="Fichiers reçus"
        remove={{ name: 'remove', label: 'Retirer' }}
      />
      <FileInput id="plan" name="plan" label="Plan" error="Ce fichier pèse 14 Mo : choisissez-en un de 10 Mo au plus" />
    </>
  )
}

const errors = [
  { fieldId: 'postcode', message: 'Indiquez un code postal, par exemple 69190' },
  { fieldId: 'last-day', message: 'Indiquez une date de fin égale ou postérieure au 12 décembre 2026' },
]

/** Every control, empty, filled in and refused, as one page of a form; then the answers read again. */
export function FormGallery(props: FrameProps) {
  return (
    <GuichetFrame {...props} title="Erreur : où et quand garez-vous le camion ?">
      <div class="wrap">
        <Breadcrumbs label="Retour" isBack links={[{ href: '/etape/1', label: 'Étape précédente' }]} />
        <div class="split">
          <div>
            <Stepper
              subject="Occuper la rue pour un déménagement"
              label="Étape 2 sur 5 : l’emplacement"
              next="Ensuite : vos coordonnées"
              step={2}
              of={5}
            />
            <div class="page-head">
              <h1>Où et quand garez-vous le camion ?</h1>
            </div>
            <ErrorSummary title="2 réponses sont à corriger" errors={errors} note="Vos autres réponses sont gardées." />
            <Form action="/etape/2" hasFiles hidden={{ token: 'x' }}>
              <Texts />
              <Dates />
              <Choices />
              <Files />
              <div class="stack">
                <Actions>
                  <Button size="big" iconAfter="arrow-right">
                    Continuer
                  </Button>
                  <Button kind="plain" name="later" value="1">
                    Finir plus tard
                  </Button>
                </Actions>
                <Saved label="Enregistré à 14 h 02. Vous retrouverez ce brouillon pendant 30 jours." />
              </div>
            </Form>
            <div class="section">
              <Summary
                title="L’emplacement"
                edit={{ href: '/etape/2', label: 'Modifier' }}
                items={[
                  { label: 'Adresse', value: '27, rue des Bruyères', provenance: 'Vérifiée dans la Base adresse' },
                  { label: 'Quand', value: 'Samedi 12 décembre 2026' },
                ]}
              />
              <Pictures />
              <Summary
                title="Vous"
                edit={{ href: '/etape/3', label: 'Modifier' }}
                items={[{ label: 'Nom', value: 'Claire Fontanel' }]}
              />
            </div>
            {props.formPieces !== undefined && <div class="section stack">{props.formPieces}</div>}
          </div>
          <aside class="stack" aria-label="Aide">
            <Panel title="Besoin d’une personne ?" isTinted>
              <p>Samir, de l’accueil, peut remplir cette page avec vous au téléphone.</p>
            </Panel>
            <Details summary="Pourquoi ces questions ?">Elles servent à écrire l’arrêté.</Details>
          </aside>
        </div>
      </div>
    </GuichetFrame>
  )
}
