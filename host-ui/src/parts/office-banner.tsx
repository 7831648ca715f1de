/** One cause for the whole office, shown once. */
import type { JSX } from "preact";
import { feedFreshness, office, t } from "../store.ts";
import { AlarmLine } from "./alarm-list.tsx";

export function OfficeBanner(): JSX.Element | null {
  const banner = office.value?.banner;
  if (banner === undefined) return null;
  return (
    <aside class={`office-banner is-${feedFreshness.value}`} aria-label={t("alarm.officeWide")}>
      <AlarmLine alarm={banner} withSteps />
    </aside>
  );
}
