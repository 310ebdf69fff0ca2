/*
 * Runs after Office.js's Outlook file. The build on npm ends at about Mailbox 1.12; this adds the
 * newer members that the pane may ask for, over the same channel and under the same numbers.
 */
(() => {
  const GET_SELECTED_ITEMS = 196;
  const GET_AS_FILE = 204;

  const announced = (() => {
    try {
      return JSON.parse(OSF._OfficeAppFactory.getWindowName());
    } catch {
      return null; // Not in a frame of an emulated Outlook.
    }
  })();
  let theme = announced?.officeTheme;

  const OutlookContext = OSF.DDA.OutlookContext;
  OSF.DDA.OutlookContext = function OutlookContextWithTheme(...given) {
    OutlookContext.apply(this, given);
    const isNew = supports("1.14");
    if (theme && isNew && !("officeTheme" in this)) {
      Object.defineProperty(this, "officeTheme", { enumerable: true, get: () => theme });
    }
    function supports(version) {
      const matrix = JSON.parse(given[0].get_requirementMatrix() ?? "{}");
      const [, minor] = String(matrix.Mailbox ?? "1.1").split(".");
      return Number(minor) >= Number(version.split(".")[1]);
    }
  };
  OSF.DDA.OutlookContext.uber = OutlookContext.uber;
  OSF.DDA.OutlookContext.prototype = OutlookContext.prototype;

  const ThemeEvent = OSF.DDA.Theming.OfficeThemeChangedEventArgs;
  OSF.DDA.Theming.OfficeThemeChangedEventArgs = function ThemeEventThatIsKept(...given) {
    ThemeEvent.apply(this, given);
    theme = this.officeTheme;
  };

  const prepare = OSF.InitializationHelper.prototype.prepareApiSurface;
  OSF.InitializationHelper.prototype.prepareApiSurface = function prepareWithAdditions(...given) {
    prepare.apply(this, given);
    const mailbox = given[0].appOM;
    if (mailbox && !mailbox.getSelectedItemsAsync) {
      mailbox.getSelectedItemsAsync = (...args) => call(GET_SELECTED_ITEMS, args);
    }
    if (mailbox?.item && !mailbox.item.getAsFileAsync) {
      mailbox.item.getAsFileAsync = (...args) => call(GET_AS_FILE, args);
    }
  };

  function call(dispatchId, args) {
    if (Office.context.mailbox.item === null) {
      throw new Error("Invalid operation when Office.context.mailbox.item is null.");
    }
    const callback = args.find((argument) => typeof argument === "function");
    const options = args.find((argument) => argument && typeof argument === "object");
    const data = {
      ApiParams: {},
      MethodData: { ControlId: OSF._OfficeAppFactory.getId(), DispatchId: dispatchId },
    };
    OSF.getClientEndPoint().invoke("ExecuteMethod", (code, answer) => {
      const hasFailed = code !== 0 || answer.error;
      callback?.({
        asyncContext: options?.asyncContext,
        status: hasFailed ? "failed" : "succeeded",
        value: hasFailed ? undefined : answer.data,
        error: hasFailed ? { code: answer?.errorCode ?? 9002, name: "Error", message: "" } : undefined,
      });
    }, data);
  }
})();
