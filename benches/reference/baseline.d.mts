export interface Answer {
  outcome: string;
  status: number;
  code: number;
  body: string;
}
export function baseline(policy: unknown): {
  text(body: string): Answer;
  bytes(body: Uint8Array): Answer;
  textAndUrl(body: string, url: string): Answer;
};
