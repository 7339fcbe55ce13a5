"""JavaScript over several files: what one exports and another calls is followed."""

from __future__ import annotations

from typing import Final

import pytest

from hiyari.forms.evidence import Ability
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

_HEAD: Final = 'const express=require("express");const app=express();'
FILES: Final = {
    "exports obj": (
        'const m=require("./mailer"); app.post("/x",(req,res)=>{ m.send(req.body.t); });',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});function send(t){ tr.sendMail({to:t,from:"a@example.jp",text:"b"}); } module.exports={ send };',
    ),
    "exports obj method": (
        'const m=require("./mailer"); app.post("/x",(req,res)=>{ m.send(req.body.t); });',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});module.exports={ send(t){ tr.sendMail({to:t,from:"a@example.jp",text:"b"}); } };',
    ),
    "exports obj arrow": (
        'const m=require("./mailer"); app.post("/x",(req,res)=>{ m.send(req.body.t); });',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});module.exports={ send: t=>tr.sendMail({to:t,from:"a@example.jp",text:"b"}) };',
    ),
    "exports obj renamed": (
        'const m=require("./mailer"); app.post("/x",(req,res)=>{ m.post(req.body.t); });',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});function send(t){ tr.sendMail({to:t,from:"a@example.jp",text:"b"}); } module.exports={ post: send };',
    ),
    "exports.x": (
        'const {send}=require("./mailer"); app.post("/x",(req,res)=>{ send(req.body.t); });',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});exports.send=t=>tr.sendMail({to:t,from:"a@example.jp",text:"b"});',
    ),
    "exports.x renamed": (
        'const {send: go}=require("./mailer"); app.post("/x",(req,res)=>{ go(req.body.t); });',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});exports.send=t=>tr.sendMail({to:t,from:"a@example.jp",text:"b"});',
    ),
    "module.exports.x": (
        'const m=require("./mailer"); app.post("/x",(req,res)=>{ m.send(req.body.t); });',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});module.exports.send=function(t){ tr.sendMail({to:t,from:"a@example.jp",text:"b"}); };',
    ),
    "exports fn": (
        'const send=require("./mailer"); app.post("/x",(req,res)=>{ send(req.body.t); });',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});module.exports=function(t){ tr.sendMail({to:t,from:"a@example.jp",text:"b"}); };',
    ),
    "exports named fn": (
        'const send=require("./mailer"); app.post("/x",(req,res)=>{ send(req.body.t); });',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});function mailIt(t){ tr.sendMail({to:t,from:"a@example.jp",text:"b"}); } module.exports=mailIt;',
    ),
    "exports class": (
        'const M=require("./mailer"); app.post("/x",(req,res)=>{ new M().send(req.body.t); });',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});class Mailer { send(t){ tr.sendMail({to:t,from:"a@example.jp",text:"b"}); } } module.exports=Mailer;',
    ),
    "exports class expr": (
        'const M=require("./mailer"); app.post("/x",(req,res)=>{ new M().send(req.body.t); });',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});module.exports=class { send(t){ tr.sendMail({to:t,from:"a@example.jp",text:"b"}); } };',
    ),
    "exports class obj": (
        'const {Mailer}=require("./mailer"); app.post("/x",(req,res)=>{ new Mailer().send(req.body.t); });',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});class Mailer { send(t){ tr.sendMail({to:t,from:"a@example.jp",text:"b"}); } } module.exports={ Mailer };',
    ),
    "exports instance": (
        'const m=require("./mailer"); app.post("/x",(req,res)=>{ m.send(req.body.t); });',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});class Mailer { send(t){ tr.sendMail({to:t,from:"a@example.jp",text:"b"}); } } module.exports=new Mailer();',
    ),
    "exports transport": (
        'const tr=require("./mailer"); app.post("/x",(req,res)=>{ const t=req.body.t; tr.sendMail({to:t,from:"a@example.jp",text:"b"}); });',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});module.exports=tr;',
    ),
    "exports transport obj": (
        'const {tr}=require("./mailer"); app.post("/x",(req,res)=>{ const t=req.body.t; tr.sendMail({to:t,from:"a@example.jp",text:"b"}); });',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});module.exports={ tr };',
    ),
    "exports factory": (
        'const mk=require("./mailer"); const m=mk(); app.post("/x",(req,res)=>{ m.send(req.body.t); });',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});module.exports=()=>({ send(t){ tr.sendMail({to:t,from:"a@example.jp",text:"b"}); } });',
    ),
    "import default": (
        'import send from "./mailer.js"; app.post("/x",(req,res)=>{ send(req.body.t); });',
        'import nodemailer from "nodemailer"; const tr=nodemailer.createTransport({}); export default function(t){ tr.sendMail({to:t,from:"a@example.jp",text:"b"}); }',
    ),
    "import default named": (
        'import mail from "./mailer.js"; app.post("/x",(req,res)=>{ mail(req.body.t); });',
        'import nodemailer from "nodemailer"; const tr=nodemailer.createTransport({}); export default function send(t){ tr.sendMail({to:t,from:"a@example.jp",text:"b"}); }',
    ),
    "import default const": (
        'import mail from "./mailer.js"; app.post("/x",(req,res)=>{ mail(req.body.t); });',
        'import nodemailer from "nodemailer"; const tr=nodemailer.createTransport({}); const send=t=>tr.sendMail({to:t,from:"a@example.jp",text:"b"}); export default send;',
    ),
    "import named": (
        'import { send } from "./mailer.js"; app.post("/x",(req,res)=>{ send(req.body.t); });',
        'import nodemailer from "nodemailer"; const tr=nodemailer.createTransport({}); export function send(t){ tr.sendMail({to:t,from:"a@example.jp",text:"b"}); }',
    ),
    "import named const": (
        'import { send } from "./mailer.js"; app.post("/x",(req,res)=>{ send(req.body.t); });',
        'import nodemailer from "nodemailer"; const tr=nodemailer.createTransport({}); export const send=t=>tr.sendMail({to:t,from:"a@example.jp",text:"b"});',
    ),
    "import as": (
        'import { send as go } from "./mailer.js"; app.post("/x",(req,res)=>{ go(req.body.t); });',
        'import nodemailer from "nodemailer"; const tr=nodemailer.createTransport({}); export const send=t=>tr.sendMail({to:t,from:"a@example.jp",text:"b"});',
    ),
    "import star": (
        'import * as m from "./mailer.js"; app.post("/x",(req,res)=>{ m.send(req.body.t); });',
        'import nodemailer from "nodemailer"; const tr=nodemailer.createTransport({}); export const send=t=>tr.sendMail({to:t,from:"a@example.jp",text:"b"});',
    ),
    "export clause": (
        'import { go } from "./mailer.js"; app.post("/x",(req,res)=>{ go(req.body.t); });',
        'import nodemailer from "nodemailer"; const tr=nodemailer.createTransport({}); const send=t=>tr.sendMail({to:t,from:"a@example.jp",text:"b"}); export { send as go };',
    ),
    "import class": (
        'import Mailer from "./mailer.js"; app.post("/x",(req,res)=>{ new Mailer().send(req.body.t); });',
        'import nodemailer from "nodemailer"; const tr=nodemailer.createTransport({}); export default class Mailer { send(t){ tr.sendMail({to:t,from:"a@example.jp",text:"b"}); } }',
    ),
    "inline require": (
        'app.post("/x",(req,res)=>{ require("./mailer").send(req.body.t); });',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});exports.send=t=>tr.sendMail({to:t,from:"a@example.jp",text:"b"});',
    ),
    "inline require in fn": (
        'app.post("/x",(req,res)=>{ const m=require("./mailer"); m.send(req.body.t); });',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});exports.send=t=>tr.sendMail({to:t,from:"a@example.jp",text:"b"});',
    ),
    "dynamic import": (
        'app.post("/x",async(req,res)=>{ const m=await import("./mailer.js"); m.send(req.body.t); });',
        'import nodemailer from "nodemailer"; const tr=nodemailer.createTransport({}); export const send=t=>tr.sendMail({to:t,from:"a@example.jp",text:"b"});',
    ),
    "router file": (
        'const r=require("./mailer"); app.use("/x",r);',
        'const express=require("express"); const r=express.Router(); const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});r.post("/",(req,res)=>{ const t=req.body.t; tr.sendMail({to:t,from:"a@example.jp",text:"b"}); }); module.exports=r;',
    ),
    "controller": (
        'const c=require("./mailer"); app.post("/x",c.post);',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});exports.post=(req,res)=>{ const t=req.body.t; tr.sendMail({to:t,from:"a@example.jp",text:"b"}); };',
    ),
    "controller destructured": (
        'const {post}=require("./mailer"); app.post("/x",post);',
        'const nodemailer=require("nodemailer");const tr=nodemailer.createTransport({});exports.post=(req,res)=>{ const t=req.body.t; tr.sendMail({to:t,from:"a@example.jp",text:"b"}); };',
    ),
}
"""The script that takes requests, and ``mailer.js`` beside it."""


@pytest.mark.parametrize("name", FILES)
def test_what_a_file_exports_is_followed_into_it(name: str) -> None:
    """A recipient that a visitor chooses is found in whichever way the file that sends is taken in."""
    script, mailer = FILES[name]
    beside = mailer.encode()
    reading = read(
        (_HEAD + script).encode(),
        Language.JAVASCRIPT,
        path="/srv/www/app.js",
        include=lambda path: beside if "mailer" in path else None,
    )
    assert Ability.RECIPIENT in {flow.ability for flow in reading.flows}


def test_a_file_that_was_not_read_may_send() -> None:
    """What stands in a file that was not read is unknown."""
    reading = read(
        (_HEAD + 'const m = require("./mailer"); app.post("/x", (req, res) => { m.send(req.body.t); });').encode(),
        Language.JAVASCRIPT,
        path="/srv/www/app.js",
    )
    assert reading.blind
