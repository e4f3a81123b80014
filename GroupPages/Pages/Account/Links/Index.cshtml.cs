using GroupPages.Ops;

namespace GroupPages.Pages.Account.Links;

/// <summary><c>/login/link</c>: a link by mail instead of a password.</summary>
public sealed class IndexModel(AskForMailCommand ask, SignInLimits limits) : AskModel(ask, limits, "sign-in", "/login/link");
