export { type AssetFile, type Assets, buildAssets, type BrowserModule } from './assets.ts'
export { brandStylesheet, type BrandColours, checkBrand, contrast } from './brand.ts'
export { Avatar, BureauShell, CaseColumns, Holder } from './bureau.tsx'
export type { AvatarProps, BureauShellProps, CaseColumnsProps, HolderProps, RailLink } from './bureau.tsx'
export { Button, ButtonLink } from './buttons.tsx'
export type { ButtonKind, ButtonLinkProps, ButtonProps, ButtonSize } from './buttons.tsx'
export {
  Card,
  CardList,
  CheckList,
  Details,
  EmptyState,
  Facts,
  LinkCard,
  LinkList,
  PageHead,
  Panel,
  SectionHead,
} from './cards.tsx'
export type {
  CardListProps,
  CardProps,
  CheckListProps,
  DetailsProps,
  EmptyStateProps,
  FactsProps,
  LinkCardProps,
  Level,
  LinkListProps,
  PageHeadProps,
  PanelProps,
  SectionHeadProps,
} from './cards.tsx'
export { Bars, type BarsProps, Kpis, type KpisProps } from './charts.tsx'
export { Conversation, type ConversationItem, type ConversationProps } from './conversation.tsx'
export { Emblem, type EmblemProps, Facades, Mark } from './drawings.tsx'
export { Checkbox, Checkboxes, Radios } from './fields/choices.tsx'
export type { CheckboxesProps, CheckboxProps, Choice, RadiosProps } from './fields/choices.tsx'
export { DateInput, dateNames, dateParts, joinDateParts } from './fields/date-input.tsx'
export type { DateInputProps, DatePart, DateParts } from './fields/date-input.tsx'
export { describedBy, Field, Fieldset } from './fields/field.tsx'
export type { FieldProps, FieldsetProps, Surroundings } from './fields/field.tsx'
export { FileInput, FileRow } from './fields/file-input.tsx'
export type { FileInputProps, FileRowProps, ReceivedFile } from './fields/file-input.tsx'
export { Action, Actions, Form } from './fields/form.tsx'
export type { ActionProps, ActionsProps, FormProps } from './fields/form.tsx'
export { MoneyInput, NumberInput, Select, TextArea, TextInput } from './fields/text-inputs.tsx'
export type {
  ControlProps,
  InputMode,
  NumberInputProps,
  SelectOption,
  SelectProps,
  TextAreaProps,
  TextInputProps,
  Width,
} from './fields/text-inputs.tsx'
export { FilterBar, type FilterBarProps } from './filters.tsx'
export { Icon, type IconName, type IconProps } from './icons.tsx'
export { DescriptionList, type DescriptionListProps, Summary, type SummaryProps } from './lists.tsx'
export { Breadcrumbs, BulkBar, Pagination, PopoverMenu, Tabs } from './navigation.tsx'
export type { BreadcrumbsProps, BulkBarProps, PaginationProps, PopoverMenuProps, TabsProps } from './navigation.tsx'
export { Alert, Deadline, ErrorSummary, Notice, Provenance, Saved, StateChip, Toast } from './notices.tsx'
export type {
  AlertProps,
  DeadlineProps,
  ErrorSummaryProps,
  NoticeProps,
  ProvenanceProps,
  SavedProps,
  StateChipProps,
  ToastProps,
  Tone,
} from './notices.tsx'
export { Main, type MainProps, Page, type PageProps, SkipLink, type SkipLinkProps } from './page.tsx'
export { PlaceMap, SignaturePicture } from './pictures.tsx'
export type { PlaceMapProps, SignaturePictureProps } from './pictures.tsx'
export { Prose } from './prose.tsx'
export { render, renderFragment } from './render.ts'
export { Hero, type HeroProps, SearchBox, type SearchBoxProps, type Suggestion, suggestionItems } from './search.tsx'
export { type NavLink, SiteFooter, type SiteFooterProps, SiteHeader, type SiteHeaderProps } from './site.tsx'
export { NumberedSteps, Progress, Stepper, Steps } from './steps.tsx'
export type { NumberedStepsProps, ProgressProps, StepperProps, StepsProps } from './steps.tsx'
export { DataTable, FigureTable } from './table.tsx'
export type { CardPlace, Column, DataTableProps, FigureTableProps } from './table.tsx'
export { galleryPages } from './gallery.page.tsx'
