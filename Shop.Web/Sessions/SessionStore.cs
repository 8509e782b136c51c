// Stores sign-in sessions in the database. The browser has only the session's id; the tokens stay on the server. Every
// replica can read every session, and deleting the row signs out every copy of the cookie.
using System.Linq.Expressions;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.EntityFrameworkCore;
using Shop.Web.Data;

namespace Shop.Web.Sessions;

/// <summary>Stores authentication tickets and Account's tokens. Only a refresh changes the tokens.</summary>
public sealed class SessionStore(IServiceScopeFactory scopes, IDataProtectionProvider protection, TimeProvider clock)
    : ITicketStore
{
    /// <summary>The sign-in parameter with the tokens. Parameters are never written to the cookie.</summary>
    public const string TokensParameter = "tokens";

    private readonly IDataProtector _tickets = protection.CreateProtector("sessions", "ticket");
    private readonly IDataProtector _tokens = protection.CreateProtector("sessions", "tokens");

    /// <summary>Encrypts tokens for the session's row.</summary>
    public byte[] Encrypt(SessionTokens tokens) => _tokens.Protect(JsonSerializer.SerializeToUtf8Bytes(tokens));

    /// <summary>Decrypts the tokens of a session's row.</summary>
    public SessionTokens TokensOf(Session session) =>
        JsonSerializer.Deserialize<SessionTokens>(_tokens.Unprotect(session.Tokens))!;

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var id = ticket.Principal.FindFirstValue(Session.IdClaim)!;
        var tokens = ticket.Properties.GetParameter<SessionTokens>(TokensParameter)!;
        var now = clock.GetUtcNow();
        await DeleteAsync(session => session.ExpiresAt < now);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebDb>();
        db.Sessions.Add(new()
        {
            Key = Session.KeyOf(id),
            AccountId = Guid.Parse(ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier)!),
            Ticket = Encrypt(ticket),
            Tokens = Encrypt(tokens),
            ExpiresAt = ticket.Properties.ExpiresUtc!.Value,
        });
        await db.SaveChangesAsync();
        return id;
    }

    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        var row = Session.KeyOf(key);
        var (bytes, expiresAt) = (Encrypt(ticket), ticket.Properties.ExpiresUtc!.Value);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebDb>();
        await db.Sessions.Where(session => session.Key == row).ExecuteUpdateAsync(set => set
            .SetProperty(session => session.Ticket, bytes)
            .SetProperty(session => session.ExpiresAt, expiresAt));
    }

    public Task<AuthenticationTicket?> RetrieveAsync(string key) =>
        throw new NotSupportedException("A session can only be read with the HttpContext of its request.");

    /// <summary>Returns the session's ticket and sets the <see cref="CurrentShopper"/>; null if it has ended.</summary>
    public async Task<AuthenticationTicket?> RetrieveAsync(string key, HttpContext context, CancellationToken ct)
    {
        // No session on error pages, which must work even if this database is unavailable. None on static assets
        // either: renewing a session would set a cookie on a response that shared caches may store.
        if (context.Features.Get<IExceptionHandlerFeature>() is not null
            || context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
        {
            return null;
        }

        var (row, now) = (Session.KeyOf(key), clock.GetUtcNow());
        var session = await context.RequestServices.GetRequiredService<WebDb>().Sessions.AsNoTracking()
            .SingleOrDefaultAsync(session => session.Key == row && session.ExpiresAt > now, ct);
        if (session is null)
        {
            return null;
        }

        context.RequestServices.GetRequiredService<CurrentShopper>().Enter(key, TokensOf(session));
        return TicketSerializer.Default.Deserialize(_tickets.Unprotect(session.Ticket));
    }

    /// <summary>The session's current tokens, read from the database; null if the session has ended.</summary>
    public async Task<SessionTokens?> TokensOfAsync(string id)
    {
        var row = Session.KeyOf(id);
        await using var scope = scopes.CreateAsyncScope();
        var session = await scope.ServiceProvider.GetRequiredService<WebDb>().Sessions.AsNoTracking()
            .SingleOrDefaultAsync(session => session.Key == row);
        return session is null ? null : TokensOf(session);
    }

    public Task RemoveAsync(string key)
    {
        var row = Session.KeyOf(key);
        return DeleteAsync(session => session.Key == row);
    }

    /// <summary>Ends every session of a shopper, in all browsers.</summary>
    public Task RemoveAllAsync(Guid accountId) => DeleteAsync(session => session.AccountId == accountId);

    private byte[] Encrypt(AuthenticationTicket ticket) =>
        _tickets.Protect(TicketSerializer.Default.Serialize(ticket));

    private async Task DeleteAsync(Expression<Func<Session, bool>> isOver)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebDb>();
        await db.Sessions.Where(isOver).ExecuteDeleteAsync();
    }
}
