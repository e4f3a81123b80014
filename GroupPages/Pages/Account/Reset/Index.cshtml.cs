using GroupPages.Ops;
using GroupPages.Pages.Account.Links;

namespace GroupPages.Pages.Account.Reset;

/// <summary><c>/reset</c>: a link by mail that lets its reader choose a new password.</summary>
public sealed class IndexModel(AskForMailCommand ask, SignInLimits limits) : AskModel(ask, limits, "reset", "/reset");
