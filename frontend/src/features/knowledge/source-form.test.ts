import { expect, test } from "vitest";
import { driveId, formOf, inputOf, isReady } from "./source-form";

test("a link to a folder in Google Drive says which one; an id is taken as it is", () => {
  expect(driveId("https://drive.google.com/drive/u/0/folders/1Ab_c-9?usp=sharing")).toBe("1Ab_c-9");
  expect(driveId(" 0AKx ")).toBe("0AKx");
});

test("only what belongs to the kind of source is sent, and only when all of it is there", () => {
  const typed = {
    ...formOf(null),
    kind: "drive" as const,
    name: "Sales ",
    driveWhat: "drive" as const,
    bucket: "b",
  };
  expect(isReady(typed, null)).toBe(false);

  const all = { ...typed, secretKey: "{}", driveLink: "https://drive.google.com/drive/folders/0A" };

  expect(isReady(all, null)).toBe(true);
  expect(inputOf(all, null)).toMatchObject({
    name: "Sales",
    s3: null,
    web: null,
    drive: { drive: "0A", folder: "", with_access: true },
    secret_key: "{}",
  });
});
