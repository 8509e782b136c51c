using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics;

namespace Shop.Web.Sessions;

/// <summary>Signs out a session that a service has rejected, and redirects to the sign-in page.</summary>
public sealed class SignInNeededHandler(CheckoutDraft draft) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken ct)
    {
        if (exception is not SignInNeededException)
        {
            return false;
        }

        var back = LocalUrl.ToTryAgain(context);
        await draft.SaveAsync(context, context.Features.Get<IExceptionHandlerPathFeature>()!.Path);
        await context.SignOutAsync();
        context.Response.Redirect(LocalUrl.SignInThen(back));
        return true;
    }
}
