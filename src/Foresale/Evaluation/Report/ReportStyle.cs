namespace Foresale.Evaluation.Report;

/// <summary>The report's one style sheet. Colours are variables, so that light, dark and paper differ in one place.</summary>
internal static class ReportStyle
{
    /// <summary>
    /// Series colours follow Okabe and Ito (2008), which stay apart for readers with any colour blindness; lightened on dark ground.
    /// </summary>
    public const string Sheet =
        """
        :root{color-scheme:light dark;--ground:#fff;--panel:#f6f7f9;--text:#1b2330;--soft:#5b6676;--faint:#8a94a3;--rule:#e2e6eb;--accent:#0b63b0;--accent-ground:#e7f1fa;--good:#00724f;--bad:#b04400;
        --s0:#0072b2;--s1:#d55e00;--s2:#009e73;--s3:#b3589a;--s4:#c28a00;--s5:#3f9bd1;--s6:#7a5c3e;--s7:#8b93a0}
        @media (prefers-color-scheme:dark){:root{--ground:#12161c;--panel:#1a2028;--text:#e8ebef;--soft:#a9b3c0;--faint:#7e8a99;--rule:#2b333e;--accent:#6db8f2;--accent-ground:#16293a;--good:#4fcf9f;--bad:#ff9b62;
        --s0:#4fb0f0;--s1:#ff8b4a;--s2:#2fc99a;--s3:#e291c9;--s4:#f0bd3f;--s5:#9bd3f5;--s6:#c9a682;--s7:#8d97a5}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
        body{margin:0;background:var(--ground);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;font-variant-numeric:tabular-nums}
        main,header,nav,footer{max-width:1120px;margin:0 auto;padding:0 24px}
        header{padding-top:48px}
        .over{margin:0;color:var(--accent);font-size:13px;font-weight:600;letter-spacing:.08em;text-transform:uppercase}
        h1{margin:.15em 0 .5em;font-size:34px;line-height:1.15;letter-spacing:-.015em;overflow-wrap:anywhere}
        h2{margin:0 0 .35em;font-size:23px;line-height:1.25;letter-spacing:-.01em}
        h3{margin:0 0 .35em;font-size:16px;line-height:1.35}
        p{margin:0 0 .8em;max-width:74ch}
        .lead{font-size:18px;line-height:1.55}
        .ships{display:inline-block;max-width:100%;margin:.2em 0 1.4em;padding:10px 16px;border-left:4px solid var(--accent);background:var(--accent-ground);border-radius:0 6px 6px 0}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(160px,1fr));gap:12px;margin:0 0 28px;padding:0;list-style:none}
        .cards li{padding:14px 16px;background:var(--panel);border-radius:10px}
        .cards span{display:block;color:var(--soft);font-size:13px}
        .cards b{display:block;font-size:27px;line-height:1.25;font-weight:650;letter-spacing:-.02em}
        nav{position:sticky;top:0;z-index:1;background:var(--ground);border-bottom:1px solid var(--rule)}
        nav ul{display:flex;flex-wrap:wrap;gap:4px 16px;margin:0;padding:10px 0;list-style:none;white-space:nowrap;font-size:14px}
        nav a{color:var(--soft);text-decoration:none}
        nav a:hover,nav a:focus-visible{color:var(--accent);text-decoration:underline}
        section{padding:34px 0 8px;scroll-margin-top:64px}
        section+section{border-top:1px solid var(--rule)}
        .note,figcaption{color:var(--soft);font-size:14px;line-height:1.5}
        .plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,420px),1fr));gap:32px 40px;margin:18px 0 22px;align-items:start}
        figure{margin:0;min-width:0}
        figcaption{margin-top:6px;max-width:62ch}
        .scroll{overflow-x:auto;margin:14px 0 22px;max-width:100%;background:linear-gradient(90deg,var(--ground) 40%,transparent) 0 0/48px 100% no-repeat local,linear-gradient(270deg,var(--ground) 40%,transparent) 100% 0/48px 100% no-repeat local,linear-gradient(90deg,var(--faint),transparent) 0 0/16px 100% no-repeat scroll,linear-gradient(270deg,var(--faint),transparent) 100% 0/16px 100% no-repeat scroll}
        table{border-collapse:collapse;font-size:14px;line-height:1.4;min-width:100%}
        th,td{padding:8px 9px;text-align:right;vertical-align:top;white-space:nowrap;border-bottom:1px solid var(--rule)}
        th:first-child,td:first-child{text-align:left;padding-left:10px;white-space:normal;min-width:9.5em}
        th:last-child,td:last-child{padding-right:10px}
        thead th{color:var(--soft);font-weight:600;font-size:13px;border-bottom:1.5px solid var(--faint);vertical-align:bottom}
        td.words,#data th:last-child{text-align:left;white-space:normal;min-width:15em}
        td small{display:block;color:var(--soft);font-size:12px}
        td.best{font-weight:700}td small{font-weight:400}
        tr.ship td{background:var(--accent-ground)}
        tr.ship td:first-child{border-radius:6px 0 0 6px}tr.ship td:last-child{border-radius:0 6px 6px 0}
        tr.trivial td{color:var(--soft)}
        tr.group td{padding-top:18px;font-weight:650;border-bottom-color:var(--faint)}
        .badge{display:inline-block;margin-right:7px;white-space:nowrap;padding:0 7px;border:1px solid currentColor;border-radius:9px;font-size:11px;line-height:17px;font-weight:600;color:var(--soft)}
        .badge.on{color:var(--accent)}
        .good{color:var(--good)}.bad{color:var(--bad)}
        dl{display:grid;grid-template-columns:minmax(9em,max-content) 1fr;gap:6px 24px;margin:14px 0 22px;font-size:14px}
        dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
        ul.plain{margin:0 0 1em;padding-left:1.15em}
        .plot{display:block;width:100%;height:auto;overflow:visible;font-size:12px}
        .plot text{fill:var(--soft);font-family:inherit}
        .plot .title{font-size:12px;fill:var(--text)}
        .plot .name{fill:var(--text);font-size:12px}
        .grid{stroke:var(--rule);stroke-width:1}
        .axis{stroke:var(--faint);stroke-width:1}
        .reference{stroke:var(--faint);stroke-width:1.2;stroke-dasharray:4 4}
        .line{fill:none;stroke:var(--c);stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round}
        .line.strong{stroke-width:2.8}
        .line.s7,.line.dashed{stroke-dasharray:5 3}
        .dot{fill:var(--c);stroke:var(--ground);stroke-width:1}
        .whisker{stroke:var(--c);stroke-width:1.4;stroke-opacity:.65}
        .whisker.dark{stroke:var(--text);stroke-opacity:.8}
        .steps{fill:var(--c);fill-opacity:.22;stroke:var(--c);stroke-width:1.5;stroke-linejoin:round}
        .bar,.cell{fill:var(--c)}
        .legend{display:flex;flex-wrap:wrap;gap:2px 16px;margin:0 0 8px;padding:0;list-style:none;font-size:13px;color:var(--soft)}
        .legend i{display:inline-block;width:16px;height:0;margin-right:6px;vertical-align:middle;border-top:3px solid var(--c)}
        .legend i.strong{border-top-width:5px}
        .legend i.s7{border-top-style:dashed}
        .s0{--c:var(--s0)}.s1{--c:var(--s1)}.s2{--c:var(--s2)}.s3{--c:var(--s3)}.s4{--c:var(--s4)}.s5{--c:var(--s5)}.s6{--c:var(--s6)}.s7{--c:var(--s7)}
        footer{padding-top:24px;padding-bottom:48px;color:var(--soft);font-size:13px;border-top:1px solid var(--rule)}
        @media (max-width:560px){nav{position:static}section{scroll-margin-top:0}main,header,nav,footer{padding-left:16px;padding-right:16px}header{padding-top:28px}h1{font-size:27px}h2{font-size:20px}.lead{font-size:17px}.cards{grid-template-columns:1fr 1fr}.cards b{font-size:23px}.plot .tick,.plot .title{font-size:13px}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:8px}}
        @media print{:root{color-scheme:light;--ground:#fff;--panel:#f4f5f7;--text:#111;--soft:#444;--faint:#888;--rule:#ddd;--accent:#0b63b0;--accent-ground:#eef5fb;--good:#00724f;--bad:#b04400;--s0:#0072b2;--s1:#d55e00;--s2:#009e73;--s3:#b3589a;--s4:#c28a00;--s5:#3f9bd1;--s6:#7a5c3e;--s7:#8b93a0}
        nav{display:none}body{font-size:11pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}figure,tr,.cards li{break-inside:avoid}h2,h3{break-after:avoid}.plots{grid-template-columns:1fr 1fr}.scroll{overflow:visible}table{font-size:8.5pt}th,td{padding:4px 6px}}
        """;
}
