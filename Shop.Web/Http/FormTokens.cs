using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Forms;

namespace Shop.Web.Http;

/// <summary>
/// The antiforgery token of the forms on a page. Replaces the framework's provider, which also puts a token and its
/// cookie on every page without a form, for interactive components. The shop's interactive components have no form.
/// </summary>
public sealed class FormTokens(IHttpContextAccessor current, IAntiforgery antiforgery) : AntiforgeryStateProvider
{
    public override AntiforgeryRequestToken? GetAntiforgeryToken()
    {
        var tokens = current.HttpContext is { Response.HasStarted: false } page
            ? antiforgery.GetAndStoreTokens(page)
            : null;
        return tokens?.RequestToken is { } token ? new(token, tokens.FormFieldName) : null;
    }
}
