using Microsoft.AspNetCore.Components;

namespace Shop.Admin.Components;

/// <summary>The base of all pages and components.</summary>
public abstract class AdminComponent : ComponentBase
{
    [Inject] protected Texts Text { get; set; } = null!;
    [Inject] protected NavigationManager Navigation { get; set; } = null!;

    /// <summary>
    /// Awaits a call to a service. If the session has ended, opens the sign-in page and returns an error that needs no
    /// message.
    /// </summary>
    protected async Task<ApiResult<T>> CallAsync<T>(Task<ApiResult<T>> call) where T : class
    {
        try
        {
            return await call;
        }
        catch (SignInNeededException)
        {
            OpenSignIn();
            return new(null, ApiError.Unavailable());
        }
    }

    /// <summary>Opens the sign-in page, which returns to the current page.</summary>
    protected void OpenSignIn() => Navigation.NavigateTo(
        LocalUrl.WithReturn(SignInFlow.SignInPath, $"/{Navigation.ToBaseRelativePath(Navigation.Uri)}"),
        forceLoad: true);
}
