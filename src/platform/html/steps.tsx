import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icons.tsx'

export interface StepsProps {
  /** Names the list: "Étapes de la demande". */
  label: string
  steps: readonly {
    label: string
    note?: string | undefined
    icon?: IconName | undefined
    state: 'done' | 'current' | 'coming' | 'stopped'
    /** The state in words, for those who do not see the line: "faite", "en cours". */
    stateLabel?: string | undefined
  }[]
}

const stepIcons = { done: 'check', current: 'hand', coming: undefined, stopped: 'x' } as const

/** Where a request stands: a line of steps, standing upright when narrow. */
export function Steps({ label, steps }: StepsProps) {
  return (
    <div class="line-box">
      <ol class="line" aria-label={label}>
        {steps.map((step) => {
          const icon = step.state === 'done' ? 'check' : (step.icon ?? stepIcons[step.state])
          return (
            <li class={step.state} aria-current={step.state === 'current' ? 'step' : undefined}>
              <span class="dot">{icon && Icon({ name: icon })}</span>
              <b>
                {step.label}
                {step.stateLabel !== undefined && <span class="vh">, {step.stateLabel}</span>}
              </b>
              {step.note}
            </li>
          )
        })}
      </ol>
    </div>
  )
}

export interface ProgressProps {
  step: number
  of: number
}

/** Segments of a progress; the sentence beside says it ("Étape 2 sur 5"). */
export function Progress({ step, of }: ProgressProps) {
  return (
    <div class="bar" aria-hidden="true">
      {Array.from({ length: of }, (_, index) => (
        <span class={index + 1 < step ? 'on' : index + 1 === step ? 'now' : undefined} />
      ))}
    </div>
  )
}

export interface StepperProps extends ProgressProps {
  /** What is being filled in: the name of the procedure. */
  subject: string
  /** "Étape 2 sur 5 : votre logement" */
  label: string
  /** "Ensuite : vos coordonnées" */
  next?: string | undefined
}

/** Head of a form's page: what one fills in, which step, what comes next. */
export function Stepper({ subject, label, next, step, of }: StepperProps) {
  return (
    <div class="stepper">
      <p>{subject}</p>
      <p>
        <b>{label}</b> {next !== undefined && <span class="next">{next}</span>}
      </p>
      {Progress({ step, of })}
    </div>
  )
}

export interface NumberedStepsProps {
  steps: readonly { title: string; children?: ComponentChildren }[]
  level?: 2 | 3 | 4 | undefined
}

/** What happens next, in numbered steps under arches. */
export function NumberedSteps({ steps, level = 3 }: NumberedStepsProps) {
  const Title = `h${level}` as 'h3'
  return (
    <ol class="steps">
      {steps.map(({ title, children }, index) => (
        <li>
          <span class="arch num" aria-hidden="true">
            {index + 1}
          </span>
          <div>
            <Title>{title}</Title>
            {children !== undefined && <div>{children}</div>}
          </div>
        </li>
      ))}
    </ol>
  )
}
