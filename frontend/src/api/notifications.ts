/** Notices to this person, and the e-mail channel. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data } from "./client";
import type { EmailChannelInput, Notice, Page } from "./types";

export const noticeKeys = {
  all: ["notices"] as const,
  list: ["notices", "list"] as const,
  channel: ["channels"] as const,
};

export function useNotices() {
  return useQuery({
    queryKey: noticeKeys.list,
    queryFn: ({ signal }) =>
      data(api.GET("/api/notifications/v1/notices", { params: { query: { limit: 30 } }, signal })),
    refetchInterval: 30_000,
  });
}

export function useReadNotices() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (ids: readonly string[]) =>
      Promise.all(
        ids.map((id) =>
          data(
            api.POST("/api/notifications/v1/notices/{notice_id}/read", {
              params: { path: { notice_id: id } },
            }),
          ),
        ),
      ),
    onMutate: (ids) => {
      const now = new Date().toISOString();
      cache.setQueryData<Page<Notice>>(noticeKeys.list, (old) =>
        old
          ? {
              ...old,
              items: old.items.map((n) => (ids.includes(n.id) ? { ...n, read_at: n.read_at ?? now } : n)),
            }
          : old,
      );
    },
    onSettled: () => cache.invalidateQueries({ queryKey: noticeKeys.all }),
  });
}

export function useEmailChannel() {
  return useQuery({
    queryKey: noticeKeys.channel,
    queryFn: ({ signal }) => data(api.GET("/api/notifications/v1/channels/email", { signal })),
  });
}

export function useSaveEmailChannel() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (input: EmailChannelInput) =>
      data(api.PUT("/api/notifications/v1/channels/email", { body: input })),
    onSuccess: () => cache.invalidateQueries({ queryKey: noticeKeys.channel }),
  });
}
