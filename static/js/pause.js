// Between two pieces of work the browser shows what is there, and answers who touches it.
export const pause = () => new Promise((resolve) => { setTimeout(resolve); });
