using GroupPages.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace GroupPages.Pages.Admin;

/// <summary>
/// The door of the site admins' pages: to everybody else they do not exist, whatever the method. It stands before a form
/// is looked at, so neither bytes nor time tell.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SiteAdminsOnlyAttribute : Attribute, IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        var http = context.HttpContext;
        if (http.RequestServices.GetRequiredService<CurrentUser>().IsSiteAdmin)
            // Others change the same things: the way back asks again.
            http.Response.Headers.CacheControl = "private, no-cache";
        else
            context.Result = new NotFoundResult();
    }

    public void OnResourceExecuted(ResourceExecutedContext context) { }
}
