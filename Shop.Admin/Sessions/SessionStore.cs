// Stores the operators' sessions in the database. The browser has only a session's id, never a token. Every replica can
// read every session, and deleting the row signs out every copy of the cookie.
using System.Linq.Expressions;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Shop.Admin.Data;

namespace Shop.Admin.Sessions;

public sealed class SessionStore(IServiceScopeFactory scopes, IDataProtectionProvider protection, TimeProvider clock)
    : ITicketStore
{
    /// <summary>The parameter with Account's session token. Parameters are never written to the cookie.</summary>
    public const string TokenParameter = "session-token";

    private readonly IDataProtector _tickets = protection.CreateProtector("sessions", "ticket");
    private readonly IDataProtector _tokens = protection.CreateProtector("sessions", "token");

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var id = ticket.Principal.FindFirstValue(Session.IdClaim)!;
        var now = clock.GetUtcNow();
        await DeleteAsync(session => session.ExpiresAt < now);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AdminDb>();
        db.Sessions.Add(new()
        {
            Key = Session.KeyOf(id),
            Ticket = Encrypt(ticket),
            SessionToken = _tokens.Protect(
                Encoding.UTF8.GetBytes(ticket.Properties.GetParameter<string>(TokenParameter)!)),
            ExpiresAt = ticket.Properties.ExpiresUtc!.Value,
        });
        await db.SaveChangesAsync();
        return id;
    }

    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        var (row, bytes) = (Session.KeyOf(key), Encrypt(ticket));
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AdminDb>().Sessions.Where(session => session.Key == row)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.Ticket, bytes));
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key) =>
        await FindAsync(key) is { } session
            ? TicketSerializer.Default.Deserialize(_tickets.Unprotect(session.Ticket))
            : null;

    public Task RemoveAsync(string key)
    {
        var row = Session.KeyOf(key);
        return DeleteAsync(session => session.Key == row);
    }

    /// <summary>Account's token of a session; null if the session has ended.</summary>
    public async Task<string?> FindTokenAsync(string id) =>
        await FindAsync(id) is { } session ? Encoding.UTF8.GetString(_tokens.Unprotect(session.SessionToken)) : null;

    private async Task<Session?> FindAsync(string id)
    {
        var (row, now) = (Session.KeyOf(id), clock.GetUtcNow());
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AdminDb>().Sessions.AsNoTracking()
            .SingleOrDefaultAsync(session => session.Key == row && session.ExpiresAt > now);
    }

    private byte[] Encrypt(AuthenticationTicket ticket) =>
        _tickets.Protect(TicketSerializer.Default.Serialize(ticket));

    private async Task DeleteAsync(Expression<Func<Session, bool>> isOver)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AdminDb>().Sessions.Where(isOver).ExecuteDeleteAsync();
    }
}
