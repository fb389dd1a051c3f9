import type { VNode } from 'preact'
import { CaseGallery } from './gallery/case.page.tsx'
import { FormGallery } from './gallery/form.page.tsx'
import type { FrameProps } from './gallery/frames.tsx'
import { HomeGallery } from './gallery/home.page.tsx'
import { ListGallery } from './gallery/list.page.tsx'
import { ProcedureGallery } from './gallery/procedure.page.tsx'
import { TrackingGallery } from './gallery/tracking.page.tsx'

/** Every component in each of its states, on pages as real ones are made: residents' then agents'. */
export function galleryPages(props: FrameProps): Readonly<Record<string, VNode>> {
  return {
    home: HomeGallery(props),
    procedure: ProcedureGallery(props),
    form: FormGallery(props),
    tracking: TrackingGallery(props),
    list: ListGallery(props),
    case: CaseGallery(props),
  }
}
