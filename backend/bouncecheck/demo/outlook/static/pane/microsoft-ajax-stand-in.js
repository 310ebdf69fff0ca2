/*
 * Runs before Office.js, so that Office.js finds the few members of the old MicrosoftAjax library
 * that it looks for and does not fetch that library. Written for this demo; holds none of its code.
 */
(() => {
  const refusal = (kind) => (name, ...rest) =>
    Object.assign(new Error([kind, name, ...rest].filter(Boolean).join(": ")), { name: kind });
  window.Type = Function;
  Type.registerNamespace = (name) => {
    name.split(".").reduce((parent, part) => (parent[part] ??= {}), window);
  };
  Type.registerClass = () => undefined;
  Type.prototype.registerClass = function registerClass() {
    return this;
  };
  Function._validateParams = () => null;
  Function._validateParameter = () => null;
  Function.createDelegate = (self, method) => method.bind(self);
  Object.assign(Error, {
    argument: refusal("ArgumentException"),
    argumentNull: refusal("ArgumentNullException"),
    argumentOutOfRange: refusal("ArgumentOutOfRangeException"),
    argumentType: refusal("ArgumentTypeException"),
    parameterCount: refusal("ParameterCountException"),
    notImplemented: refusal("NotImplementedException"),
    invalidOperation: refusal("InvalidOperationException"),
    create: (message, members) => Object.assign(new Error(message), members),
  });
  class StringBuilder {
    #parts = [];
    append(text) {
      this.#parts.push(text);
      return this;
    }
    toString() {
      return this.#parts.join("");
    }
  }
  window.Sys = {
    StringBuilder,
    Browser: { agent: null, InternetExplorer: {} },
    Debug: { trace: () => undefined },
    Serialization: {
      JavaScriptSerializer: {
        serialize: (value) => JSON.stringify(value),
        deserialize: (text) => JSON.parse(text),
      },
    },
  };
})();
