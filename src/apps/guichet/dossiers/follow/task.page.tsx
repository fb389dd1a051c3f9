import type { ComponentChildren, VNode } from 'preact'

/** One thing to do in a request, under the way back to it. */
export const TaskPage = ({ breadcrumbs, children }: { breadcrumbs: VNode; children: ComponentChildren }): VNode => (
  <div class="wrap">
    {breadcrumbs}
    <div class="narrow stack">{children}</div>
  </div>
)
