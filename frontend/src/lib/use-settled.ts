/** A value once it has stayed the same for a moment, so that typing asks the server once and not for every letter. */
import { useEffect, useState } from "react";

export function useSettled<T>(value: T, milliseconds = 350): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
