using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace GroupPages.Ops;

/// <summary>303 after a POST: the browser fetches the next page by GET, and a reload repeats nothing.</summary>
public sealed class SeeOtherResult(string address) : ActionResult
{
    public override void ExecuteResult(ActionContext context)
    {
        context.HttpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.HttpContext.Response.Headers.Location = address;
    }
}

/// <summary>An error with words of its own; the error page shows them.</summary>
public class NoticeResult(int status, string title, string words) : ActionResult
{
    public override void ExecuteResult(ActionContext context)
    {
        context.HttpContext.Features.Set(new Notice(title, words));
        context.HttpContext.Response.StatusCode = status;
    }
}

/// <summary>429 with the seconds after which another try is welcome.</summary>
public sealed class TooManyResult(int seconds = 2)
    : NoticeResult(StatusCodes.Status429TooManyRequests, "A moment, please", "That was a lot at once. Wait a few seconds and try again.")
{
    /// <param name="wait">How long; rounded up to whole seconds.</param>
    public TooManyResult(TimeSpan wait) : this(Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))) { }

    public override void ExecuteResult(ActionContext context)
    {
        base.ExecuteResult(context);
        context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>What the error page says instead of its general words.</summary>
public sealed record Notice(string Title, string Words);
