using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;

namespace Shop.Web.Sessions;

/// <summary>Encrypts the ticket and the tokens of a session.</summary>
public sealed class SessionProtection(IDataProtectionProvider protection)
{
    private readonly IDataProtector _tickets = protection.CreateProtector("sessions", "ticket");
    private readonly IDataProtector _tokens = protection.CreateProtector("sessions", "tokens");

    public byte[] Protect(AuthenticationTicket ticket) => _tickets.Protect(TicketSerializer.Default.Serialize(ticket));

    public byte[] Protect(SessionTokens tokens) => _tokens.Protect(JsonSerializer.SerializeToUtf8Bytes(tokens));

    public AuthenticationTicket? TicketOf(Session session) =>
        TicketSerializer.Default.Deserialize(_tickets.Unprotect(session.Ticket));

    public SessionTokens TokensOf(Session session) =>
        JsonSerializer.Deserialize<SessionTokens>(_tokens.Unprotect(session.Tokens))!;
}
